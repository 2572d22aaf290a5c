using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Training.Ranks;

/// <summary>
/// Lets every portion of a step move the running statistics of batch norms from where the step found them, and sets
/// them to the mean over the portions in the end: as if the portions had been computed at once.
/// </summary>
/// <remarks>
/// Released configuration: every GPU has statistics of its own, and the first one's are saved. Our choice: the mean, which
/// has seen all samples. A portion without samples for a norm counts as one that moved nothing.
/// </remarks>
internal sealed class PortionNorms : IDisposable
{
    private readonly List<(Tensor Value, Tensor Start)> _statistics = [];
    private readonly List<(Tensor Value, Tensor Start)> _counters = [];

    /// <summary>Remembers what all norms in training mode have seen so far.</summary>
    /// <param name="network">The network.</param>
    public PortionNorms(nn.Module network)
    {
        using var scope = NewDisposeScope();
        foreach (var module in network.modules().Where(module => module.training))
        {
            foreach (var (name, buffer) in module.named_buffers(recurse: false))
            {
                if (name is "running_mean" or "running_var")
                {
                    _statistics.Add((buffer, buffer.clone().DetachFromDisposeScope()));
                }
                else if (name == "num_batches_tracked")
                {
                    _counters.Add((buffer, buffer.clone().DetachFromDisposeScope()));
                }
            }
        }
    }

    /// <summary>What the portion that has just been computed made of the statistics, which go back to their start.</summary>
    /// <returns>Copies, owned by the caller.</returns>
    public Tensor[] Take()
    {
        using var quiet = no_grad();
        Tensor[] moved = [.. _statistics.Select(entry => entry.Value.clone())];
        _statistics.ForEach(entry => entry.Value.copy_(entry.Start));
        return moved;
    }

    /// <summary>Sets the statistics to those of the whole step.</summary>
    /// <param name="sums">What <see cref="Take"/> gave, summed over all portions, one after another; not disposed here.</param>
    /// <param name="numPortions">Portions of the step.</param>
    public void Finish(Tensor sums, int numPortions)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var means = sums.Times(1.0 / numPortions);
        var first = 0L;
        foreach (var (value, _) in _statistics)
        {
            value.copy_(means.narrow(0, first, value.numel()).view_as(value));
            first += value.numel();
        }

        foreach (var (value, start) in _counters)
        {
            value.copy_(start.Plus(1));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, start) in _statistics.Concat(_counters))
        {
            start.Dispose();
        }
    }
}
