using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>LFW-73: 73 binary attributes, a task to transfer to.</summary>
/// <remarks>
/// <para>Prepared: one pickle, <c>label.pkl</c>, with names, labels and splits; images under <c>data</c>.</para>
/// <para>Distributed: images under <c>lfw</c>; names and labels in <c>lfw_att_73.mat</c> or, without it, in
/// <c>lfw_attributes.txt</c>; the rows of both splits in <c>indices_train_test.mat</c>.</para>
/// </remarks>
internal sealed class Lfw73Dataset : IFaceDataset
{
    private readonly IFaceDataset _samples;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>LFW-73</c>.</param>
    /// <param name="split">
    /// <c>train</c> or <c>test</c>; as distributed also <c>all</c>, and a <c>label.pkl</c> may know others.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its files are missing or broken, or the split is unknown.
    /// </exception>
    public Lfw73Dataset(string root, string split, DatasetLayout? layout = null)
    {
        var form = LayoutSpec.Choose(Forms, root, Task.DatasetName, layout);
        if (form.Layout == DatasetLayout.Distributed)
        {
            DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
            _samples = new Lfw73Lists(root, split);
        }
        else
        {
            _samples = new PickledAttributes(Task, root, split);
        }
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(DatasetLayout.Prepared, ["label.pkl"], ["train", "test"]),
        new(
            DatasetLayout.Distributed,
            [Lfw73Lists.LabelFile, Lfw73Lists.ValueList],
            ["train", "test", Lfw73Lists.EverySample]),
    ];

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.AttributesLfw73;

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
