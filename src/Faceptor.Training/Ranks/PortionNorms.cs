using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Training.Ranks;

/// <summary>
/// Lets every portion of a step move the running statistics of batch norms from where the step found them, and sets
/// them to the mean over the portions in the end: as if the portions had been computed at once.
/// </summary>
/// <remarks>
/// Released configuration: every GPU has statistics of its own, and the first one's are saved. Our choice: the mean, which
/// has seen all samples. A portion without samples for a norm counts as one that moved nothing; a norm that no portion
/// goes through stays as it is, to the last bit.
/// </remarks>
internal sealed class PortionNorms : IDisposable
{
    private readonly List<(string Name, Tensor Value, Tensor Start)> _buffers = [];

    /// <summary>Remembers what all norms in training mode have seen so far.</summary>
    /// <param name="network">The network.</param>
    public PortionNorms(nn.Module network)
    {
        using var scope = NewDisposeScope();
        foreach (var module in network.modules().Where(module => module.training))
        {
            var buffers = module.named_buffers(recurse: false).ToDictionary(entry => entry.name, entry => entry.buffer);
            if (buffers.ContainsKey(CounterName))
            {
                // Whether a norm was gone through is known before what it says.
                foreach (var name in new[] { CounterName, "running_mean", "running_var" })
                {
                    _buffers.Add((name, buffers[name], buffers[name].clone().DetachFromDisposeScope()));
                }
            }
        }
    }

    private static string CounterName => "num_batches_tracked";

    /// <summary>What the portion that has just been computed made of the statistics, which go back to their start.</summary>
    /// <returns>Copies, of counters what was added to them; owned by the caller.</returns>
    public Tensor[] Take()
    {
        using var quiet = no_grad();
        Tensor[] moved =
        [
            .. _buffers.Select(entry => entry.Name == CounterName ? entry.Value.Minus(entry.Start) : entry.Value.clone()),
        ];
        _buffers.ForEach(entry => entry.Value.copy_(entry.Start));
        return moved;
    }

    /// <summary>Sets the statistics to those of the whole step.</summary>
    /// <param name="sums">What <see cref="Take"/> gave, summed over all portions, one after another; not disposed here.</param>
    /// <param name="numPortions">Portions of the step.</param>
    public void Finish(Tensor sums, int numPortions)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var first = 0L;
        Tensor? isMoved = null;
        foreach (var (name, value, start) in _buffers)
        {
            var sum = sums.narrow(0, first, value.numel()).view_as(value);
            first += value.numel();
            if (name == CounterName)
            {
                isMoved = sum.IsAbove(0.5);
                value.copy_(start.Plus(isMoved.to_type(start.dtype)));
            }
            else
            {
                value.copy_(where(isMoved!, sum.Times(1.0 / numPortions), start.to_type(sum.dtype)));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffers.ForEach(entry => entry.Start.Dispose());
}
