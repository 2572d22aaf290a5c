using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>MORPH II: ages of mug shots. Lists under <c>label/RANDOM_80_20</c>, pictures under <c>data</c>.</summary>
public sealed class MorphDataset : IFaceDataset
{
    private readonly PictureList _pictures;
    private readonly List<int> _years = [];

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>MORPH2</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public MorphDataset(string root, string split)
    {
        DatasetFolder.Require(root, Task.DatasetName);
        DatasetFolder.RequireSplit(root, split, "train", "test");
        Split = split;
        var list = Path.Combine(root, "label", "RANDOM_80_20", $"{split}.txt");
        _pictures = new PictureList(list, Path.Combine(root, "data"));
        PictureList.ReadLabels(list, allowsMoreFields: true, (name, label, line) =>
        {
            var years = DatasetFolder.ParseInteger(label, "an age in years", list, line);
            if (years is < 0 or > FaceTasks.MaxAgeYears)
            {
                throw new DatasetException(
                    list,
                    $"expected an age from 0 to {FaceTasks.MaxAgeYears} years, {years} came; correct the line.",
                    line);
            }

            _pictures.Add(name, line);
            _years.Add(years);
        });
        _pictures.RequireSamples(split);
    }

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.AgeMorph2;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _pictures.Count;

    /// <inheritdoc/>
    public string GetName(int index) => _pictures[index];

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => new AgeLabel(_years[index]);

    /// <inheritdoc/>
    public FaceSample Read(int index) => new(GetName(index), _pictures.Read(index), ReadLabel(index));
}
