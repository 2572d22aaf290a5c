using System.Globalization;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.CustomDataset;

/// <summary>
/// A dataset in a format of its own: <c>SPLIT.tiny</c> has a line <c>tiny SIDE</c>, then a line for each face: its name,
/// 1 or 0 for glasses and hat, and its colour as RRGGBB.
/// </summary>
public sealed class TinyDataset : IFaceDataset
{
    private readonly string _path;
    private readonly int _side;
    private readonly string[][] _rows;

    /// <summary>Opens a split.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="split"><c>train</c> or <c>test</c>.</param>
    /// <exception cref="DatasetException">The file is missing or broken.</exception>
    public TinyDataset(string folder, string split)
    {
        Split = split;
        _path = Path.Combine(folder, $"{split}.tiny");
        if (!File.Exists(_path))
        {
            throw new DatasetException(_path, "the list does not exist; write it or name another split.");
        }

        var lines = File.ReadAllLines(_path);
        if (lines is not [var head, ..] || head.Split(' ') is not ["tiny", var side])
        {
            throw new DatasetException(_path, "expected 'tiny SIDE', got something else; write the list again.", 1);
        }

        _side = int.Parse(side, CultureInfo.InvariantCulture);
        _rows = [.. lines.Skip(1).Select(line => line.Split(' '))];
    }

    /// <summary>The task: whether a face wears glasses or a hat.</summary>
    public static FaceTask Wearing { get; } =
        new("attributes/tiny-wearing", TaskFamily.Attributes, "TinyWearing", ["glasses", "hat"]);

    /// <inheritdoc/>
    public FaceTask Task => Wearing;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _rows.Length;

    /// <inheritdoc/>
    public string GetName(int index) => _rows[index][0];

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => _rows[index] is [_, "0" or "1", "0" or "1", _]
        ? new AttributesLabel([(sbyte)(_rows[index][1][0] - '0'), (sbyte)(_rows[index][2][0] - '0')])
        : throw new DatasetException(_path, "expected NAME GLASSES HAT RRGGBB; correct the line.", index + 2);

    /// <inheritdoc/>
    public FaceSample Read(int index)
    {
        var colour = Convert.FromHexString(_rows[index][3]);
        var image = new RgbImage(_side, _side);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = colour[i % 3];
        }

        return new FaceSample(GetName(index), image, ReadLabel(index));
    }
}
