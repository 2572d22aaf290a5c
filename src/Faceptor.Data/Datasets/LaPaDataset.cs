using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Data.Formats;
using Faceptor.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// LaPa: 11 classes, images of any size. Folders <c>train</c>, <c>val</c> and <c>test</c>, each with <c>images</c>,
/// <c>labels</c> and <c>landmarks</c>; the landmarks bring the face into its frame.
/// </summary>
/// <remarks>The order is that of the file names, because the distribution has none.</remarks>
internal sealed class LaPaDataset : IFaceDataset
{
    private const string ImageEnding = ".jpg";
    private const int NumLandmarks = 106;

    // Pupils, nose tip, mouth corners. Released configuration.
    private static readonly ImmutableArray<int> AlignmentLandmarks = [104, 105, 54, 84, 90];

    private readonly string _root;
    private readonly ImageList _images;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>LaPa</c>.</param>
    /// <param name="split"><c>train</c>, <c>val</c>, <c>train_val</c> or <c>test</c>.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">A folder is missing or empty, or the split is unknown.</exception>
    public LaPaDataset(string root, string split, DatasetLayout? layout = null)
    {
        var form = LayoutSpec.Choose(Forms, root, Task.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        Split = split;
        _root = root;
        _images = new ImageList(root, root);
        foreach (var part in split == "train_val" ? ["train", "val"] : new[] { split })
        {
            foreach (var image in FolderNames.Find(root, $"{part}/images", ImageEnding))
            {
                _images.Add(image, line: null);
            }
        }

        _images.RequireSamples(split);
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
        [new(DatasetLayout.Prepared, ["train/images", "test/images"], ["train", "val", "train_val", "test"])];

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.ParsingLaPa;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <inheritdoc/>
    public string GetName(int index)
    {
        var (part, name) = PartsOf(index);
        return $"{part}.{name}";
    }

    /// <inheritdoc/>
    public string? FindImage(int index) => _images.PathOf(index);

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => ReadLabel(index, null);

    /// <inheritdoc/>
    public FaceSample Read(int index)
    {
        var image = _images.Read(index, ImageOrientation.Upright);
        return new FaceSample(GetName(index), image, ReadLabel(index, image));
    }

    private ParsingLabel ReadLabel(int index, RgbImage? image)
    {
        var (part, name) = PartsOf(index);
        var map = ImageCodec.ReadClasses(LabelPath(part, name));
        if (image is not null && (map.Width, map.Height) != (image.Width, image.Height))
        {
            throw LabelProblem(
                index,
                $"expected the image's size of {image.Width} x {image.Height} pixels, "
                + $"got {map.Width} x {map.Height}");
        }

        RequireClasses(map, index);
        return new ParsingLabel(map)
        {
            AlignmentPoints = ReadAlignment(
                FilePaths.Resolve(Path.Combine(_root, part, "landmarks", $"{name}.txt")), map),
        };
    }

    // "train/images/10773046825_0.jpg": the name ends at its first point.
    private (string Part, string Name) PartsOf(int index)
    {
        var parts = _images[index].Split('/');
        return (parts[0], parts[^1].Split('.')[0]);
    }

    private void RequireClasses(LabelMap map, int index)
    {
        var numClasses = Task.Labels.Length;
        var place = map.Classes.AsSpan().IndexOfAnyInRange((byte)numClasses, byte.MaxValue);
        if (place >= 0)
        {
            throw LabelProblem(
                index,
                $"expected classes from 0 to {numClasses - 1}, got {map.Classes[place]} at "
                + $"({place % map.Width}, {place / map.Width})");
        }
    }

    private DatasetException LabelProblem(int index, string problem)
    {
        var (part, name) = PartsOf(index);
        return new DatasetException(LabelPath(part, name), $"{problem}; extract the labels again.");
    }

    private string LabelPath(string part, string name) =>
        FilePaths.Resolve(Path.Combine(_root, part, "labels", $"{name}.png"));

    // The map has the image's size.
    private static ImmutableArray<Vector2> ReadAlignment(string path, LabelMap map)
    {
        var points = ReadLandmarks(path);
        ImmutableArray<Vector2> aligning = [.. AlignmentLandmarks.Select(i => points[i])];
        var problem = PointCheck.FindProblem(points, map.Width, map.Height)
            ?? PointCheck.FindProblem(aligning.AsSpan());
        return problem is null
            ? aligning
            : throw new DatasetException(path, $"{problem}; extract the landmarks again.");
    }

    // The number of points, then x and y of each.
    private static Vector2[] ReadLandmarks(string path)
    {
        const int numNumbers = (2 * NumLandmarks) + 1;
        var numbers = new List<double>(numNumbers);
        foreach (var (line, text) in TextLines.Read(path))
        {
            foreach (var field in TextLines.Fields(text))
            {
                numbers.Add(DatasetFolder.ParseNumber(field, $"number {numbers.Count + 1}", path, line));
            }

            if (numbers.Count > numNumbers)
            {
                break;
            }
        }

        if (numbers.Count != numNumbers || numbers[0] != NumLandmarks)
        {
            throw new DatasetException(
                path,
                $"expected {NumLandmarks}, then x and y of {NumLandmarks} points, "
                + $"got {(numbers.Count > numNumbers ? $"{numNumbers + 1} or more" : $"{numbers.Count}")} numbers; "
                + "extract the landmarks again.");
        }

        return
        [
            .. Enumerable.Range(0, NumLandmarks).Select(i =>
                new Vector2((float)numbers[(2 * i) + 1], (float)numbers[(2 * i) + 2])),
        ];
    }
}
