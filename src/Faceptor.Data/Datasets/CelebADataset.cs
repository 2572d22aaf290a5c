using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>CelebA: 40 binary attributes.</summary>
/// <remarks>
/// <para>Prepared: one pickle, <c>label.pkl</c>, with names, labels and splits; images under <c>data</c>.</para>
/// <para>Distributed: <c>Anno/list_attr_celeba.txt</c>, <c>Eval/list_eval_partition.txt</c> and the aligned images
/// under <c>Img/img_align_celeba</c>.</para>
/// </remarks>
internal sealed class CelebADataset : IFaceDataset
{
    private static readonly ImmutableArray<string> Splits = ["trainval", "train", "val", "test"];

    private readonly IFaceDataset _samples;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>CelebA</c>.</param>
    /// <param name="split">
    /// <c>trainval</c>, <c>train</c>, <c>val</c> or <c>test</c>; a <c>label.pkl</c> may know others.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its lists are missing or broken, or the split is unknown.
    /// </exception>
    public CelebADataset(string root, string split, DatasetLayout? layout = null)
    {
        var form = LayoutSpec.Choose(Forms, root, Task.DatasetName, layout);
        if (form.Layout == DatasetLayout.Distributed)
        {
            DatasetFolder.RequireSplit(root, split, Splits.AsSpan());
            _samples = new CelebALists(root, split);
        }
        else
        {
            _samples = new PickledAttributes(Task, root, split);
        }
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(DatasetLayout.Prepared, ["label.pkl"], Splits),
        new(DatasetLayout.Distributed, [CelebALists.AttributeList], Splits),
    ];

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.AttributesCelebA;

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
