using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>FERPlus, seven classes: expressions of grey images of 48 x 48 pixels.</summary>
/// <remarks>
/// <para>Prepared: lists <c>label/train.txt</c>, <c>val.txt</c> and <c>test.txt</c>, images under <c>data</c>.</para>
/// <para>Distributed: the pixels in <c>fer2013.csv</c>, the votes in <c>fer2013new.csv</c>, row by row. Paper's counts
/// [Table 2]: the majority rule on the votes gives them to the sample.</para>
/// </remarks>
internal sealed class FerPlusDataset : IFaceDataset
{
    /// <summary>Stored classes in FERPlus's own order; contempt, the eighth, is not among the seven.</summary>
    internal static readonly ImmutableArray<Expression> StoredOrder =
    [
        Expression.Neutral, Expression.Happy, Expression.Surprise, Expression.Sad, Expression.Anger,
        Expression.Disgust, Expression.Fear,
    ];

    private static readonly ImmutableArray<string> Splits = ["train_val", "train", "val", "test"];

    private readonly IFaceDataset _samples;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>FERPlus</c>.</param>
    /// <param name="split">
    /// <c>train</c>, <c>val</c>, <c>test</c> or <c>train_val</c>, which is the first two in this order.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or a list is missing or broken, or the split is unknown.
    /// </exception>
    public FerPlusDataset(string root, string split, DatasetLayout? layout = null)
    {
        var form = LayoutSpec.Choose(Forms, root, Task.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        string[] parts = split == "train_val" ? ["train", "val"] : [split];
        _samples = form.Layout == DatasetLayout.Prepared
            ? new FerPlusLists(root, split, parts)
            : new FerPlusTable(root, split, parts);
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(DatasetLayout.Prepared, ["label/train.txt", "label/val.txt", "label/test.txt"], Splits),
        new(DatasetLayout.Distributed, ["fer2013new.csv"], Splits),
    ];

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.ExpressionFerPlus;

    /// <inheritdoc/>
    public string Split => _samples.Split;

    /// <inheritdoc/>
    public int Count => _samples.Count;

    /// <inheritdoc/>
    public string GetName(int index) => _samples.GetName(index);

    /// <inheritdoc/>
    public string? FindImage(int index) => _samples.FindImage(index);

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => _samples.ReadLabel(index);

    /// <inheritdoc/>
    public FaceSample Read(int index) => _samples.Read(index);
}
