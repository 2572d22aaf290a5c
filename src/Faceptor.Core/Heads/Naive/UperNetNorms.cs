using Faceptor.Core.Layers;
using TorchSharp.Modules;

namespace Faceptor.Core.Heads.Naive;

/// <summary>Makes the batch norms of UperNet, the only place that decides what they are.</summary>
/// <remarks>
/// Released configuration: <c>SyncBatchNorm</c>, whose statistics are those of the samples of all processes that train
/// together, while every other batch norm (identity head, SwinFace subnet) keeps those of its own process. With
/// one process, which is what this library trains with, it is a plain batch norm with the same names in checkpoints.
/// Training on several processes replaces what is made here by a norm that sums counts, means and squares over them;
/// nothing else of UperNet has to change.
/// </remarks>
internal static class UperNetNorms
{
    /// <summary>A norm over all places of all samples of a channel.</summary>
    /// <param name="dim">Channels.</param>
    public static BatchNorm2d Create(long dim) => ParameterFactory.BatchNorm2d(dim);
}
