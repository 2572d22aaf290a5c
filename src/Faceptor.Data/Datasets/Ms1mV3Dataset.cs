using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>MS1MV3: aligned faces of 93,431 identities.</summary>
/// <remarks>
/// <para>Prepared: one record file, <c>train.rec</c> with <c>train.idx</c> and <c>property</c>. Opening reads the index
/// and one record, and takes 63 MB for all 5.2 million of them.</para>
/// <para>Distributed: a folder for each identity with images inside; an identity's number is the folder's place in ordinal
/// order, so <c>0_10</c> comes before <c>0_9</c>. Opening lists the folders.</para>
/// </remarks>
internal sealed class Ms1mV3Dataset : IIdentityDataset, IDisposable
{
    /// <summary>Opens the dataset.</summary>
    /// <param name="root">The folder <c>MS1MV3</c>.</param>
    /// <param name="split"><c>train</c>.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or a file is missing or broken, or the split is unknown.
    /// </exception>
    public Ms1mV3Dataset(string root, string split, DatasetLayout? layout = null)
    {
        var form = LayoutSpec.Choose(Forms, root, Task.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        Samples = form.Layout == DatasetLayout.Prepared
            ? new IdentityRecords(Task, root, split)
            : new IdentityFolders(Task, root, split);
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(DatasetLayout.Prepared, ["train.rec", "train.idx"], ["train"]),
        new(DatasetLayout.Distributed, ["*/*.jpg", "*/*.png"], ["train"]),
    ];

    /// <summary>Number of identities; identities run from 0 to one less.</summary>
    public int NumIdentities => Samples.NumIdentities;

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.IdentityMs1mV3;

    /// <inheritdoc/>
    public string Split => Samples.Split;

    /// <inheritdoc/>
    public int Count => Samples.Count;

    internal IIdentityDataset Samples { get; }

    /// <inheritdoc/>
    public string GetName(int index) => Samples.GetName(index);

    /// <inheritdoc/>
    public string? FindImage(int index) => Samples.FindImage(index);

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => Samples.ReadLabel(index);

    /// <inheritdoc/>
    public FaceSample Read(int index) => Samples.Read(index);

    /// <inheritdoc/>
    public string? ListProblem => Samples.ListProblem;

    /// <inheritdoc/>
    public void Dispose() => (Samples as IDisposable)?.Dispose();
}
