using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>Finds the batch norms of a network.</summary>
internal static class BatchNorms
{
    /// <summary>Lets all batch norms of a network compare the samples of all processes that train together.</summary>
    /// <param name="network">A network, in training the same one with the same layers on all processes.</param>
    /// <param name="sum">
    /// Replaces numbers, float64 on the network's device, by their sums over the processes. Called in forward and
    /// backward passes of training, by every process as often and in the same order: a process without samples for a
    /// norm gives it an empty batch.
    /// </param>
    /// <returns>To be asked after each backward pass; disposing it ends the synchronisation.</returns>
    public static NormSynchronization Synchronize(nn.Module network, Action<Tensor> sum)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(sum);
        return new NormSynchronization([.. network.modules().Append(network).OfType<BatchNorm>().Distinct()], sum);
    }
}

/// <summary>The batch norms of a network that compare the samples of all processes, while it is not disposed.</summary>
internal sealed class NormSynchronization : IDisposable
{
    private readonly BatchNorm[] _norms;

    internal NormSynchronization(BatchNorm[] norms, Action<Tensor> sum)
    {
        _norms = norms;
        Sum = sum;
        Array.ForEach(_norms, norm => norm.Synchronization = this);
    }

    /// <summary>How many they are.</summary>
    public int NumNorms => _norms.Length;

    /// <summary>Sums over the processes, in place.</summary>
    internal Action<Tensor> Sum { get; }

    /// <summary>Receives what backward passes leave behind.</summary>
    internal DeferredBackwardError BackwardError { get; } = new("a batch norm");

    /// <summary>
    /// Frees what the backward pass has left and reports what went wrong in it; needed once after each.
    /// </summary>
    /// <exception cref="InvalidOperationException">The backward pass failed, as when memory runs out.</exception>
    /// <exception cref="DistributedException">Another process is gone.</exception>
    public void EndBackward() => BackwardError.Finish();

    /// <summary>Lets each norm compare the samples of its own process again.</summary>
    public void Dispose() => Array.ForEach(_norms, norm => norm.Synchronization = null);
}
