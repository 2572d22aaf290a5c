using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>
/// RAF-DB, basic classes: expressions of face crops. One list, <c>label.txt</c>; pictures under <c>data</c>.
/// </summary>
public sealed class RafDbDataset : IFaceDataset
{
    // Stored labels count from 1 in RAF-DB's own order.
    private static readonly ImmutableArray<Expression> StoredOrder =
    [
        Expression.Surprise, Expression.Fear, Expression.Disgust, Expression.Happy, Expression.Sad, Expression.Anger,
        Expression.Neutral,
    ];

    private readonly PictureList _pictures;
    private readonly List<Expression> _classes = [];

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>RAF-DB/basic</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>: what the names in the list start with.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public RafDbDataset(string root, string split)
    {
        DatasetFolder.Require(root, Task.DatasetName);
        DatasetFolder.RequireSplit(root, split, "train", "test");
        Split = split;
        var list = Path.Combine(root, "label.txt");
        _pictures = new PictureList(list, Path.Combine(root, "data"));
        PictureList.ReadLabels(list, allowsMoreFields: false, (name, label, line) =>
        {
            var stored = DatasetFolder.ParseInteger(label, "an expression class", list, line);
            if (stored < 1 || stored > StoredOrder.Length)
            {
                throw new DatasetException(
                    list,
                    $"expected an expression class from 1 to {StoredOrder.Length}, {stored} came; correct the line.",
                    line);
            }

            if (name.Split('_')[0] == split)
            {
                _pictures.Add(name, line);
                _classes.Add(StoredOrder[stored - 1]);
            }
        });
        _pictures.RequireSamples(split);
    }

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.ExpressionRafDb;

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
