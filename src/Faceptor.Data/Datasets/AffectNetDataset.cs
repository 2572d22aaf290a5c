using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>
/// AffectNet, seven classes: expressions of face crops. Lists under <c>label</c>, pictures under <c>data</c>.
/// </summary>
/// <remarks>Rows with contempt or without a class (labels 7 to 10) are left out, as in the paper.</remarks>
public sealed class AffectNetDataset : IFaceDataset
{
    private const int LargestStoredLabel = 10;

    private readonly PictureList _pictures;
    private readonly List<Expression> _classes = [];

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>AffectNet</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public AffectNetDataset(string root, string split)
    {
        DatasetFolder.Require(root, Task.DatasetName);
        DatasetFolder.RequireSplit(root, split, "train", "test");
        Split = split;
        var list = Path.Combine(root, "label", $"{split}.txt");
        _pictures = new PictureList(list, Path.Combine(root, "data"));
        PictureList.ReadLabels(list, allowsMoreFields: true, (name, label, line) =>
        {
            var stored = DatasetFolder.ParseInteger(label, "an expression class", list, line);
            if (stored is < 0 or > LargestStoredLabel)
            {
                throw new DatasetException(
                    list,
                    $"expected an expression class from 0 to {LargestStoredLabel}, {stored} came; correct the line.",
                    line);
            }

            if (stored <= (int)Expression.Anger)
            {
                _pictures.Add(name, line);
                _classes.Add((Expression)stored);
            }
        });
        _pictures.RequireSamples(split);
    }

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.ExpressionAffectNet;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _pictures.Count;

    /// <inheritdoc/>
    public string GetName(int index) => _pictures[index];

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => new ExpressionLabel(_classes[index]);

    /// <inheritdoc/>
    public FaceSample Read(int index) => new(GetName(index), _pictures.Read(index), ReadLabel(index));
}
