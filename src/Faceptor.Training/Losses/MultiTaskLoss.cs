using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>The loss of a whole step: the tasks' mean losses, weighted, divided by the sum of the weights.</summary>
/// <remarks>
/// Paper: Eq. 8. The sum is linear, so tasks may be combined and run backward in portions: every portion is divided by
/// the sum of <em>all</em> weights.
/// </remarks>
internal sealed class MultiTaskLoss
{
    private readonly Dictionary<FaceTask, double> _shares;

    /// <summary>Fixes the weights.</summary>
    /// <param name="weights">The weight alpha of every task of a step; 0 or more, not all 0.</param>
    /// <exception cref="OptionsException">A weight is negative or not finite, or all are 0.</exception>
    public MultiTaskLoss(IEnumerable<KeyValuePair<FaceTask, double>> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _shares = new Dictionary<FaceTask, double>(weights);
        foreach (var (task, weight) in _shares)
        {
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new OptionsException(nameof(weights), $"weight of {task} must be 0 or more, got {weight}.");
            }
        }

        var sum = _shares.Values.Sum();
        if (sum <= 0)
        {
            throw new OptionsException(nameof(weights), "at least one task must have a weight above 0.");
        }

        foreach (var task in _shares.Keys.ToArray())
        {
            _shares[task] /= sum;
        }
    }

    /// <summary>What a task's mean loss is multiplied by: its weight over the sum of the weights.</summary>
    /// <param name="task">A task with a weight.</param>
    /// <exception cref="ArgumentException">The task has no weight.</exception>
    public double Share(FaceTask task) => _shares.TryGetValue(task, out var share)
        ? share
        : throw new ArgumentException(
            $"{task} has no weight; tasks with one: {string.Join(", ", _shares.Keys)}.", nameof(task));

    /// <summary>The part of the total that some tasks contribute; all tasks together give the total.</summary>
    /// <param name="losses">Mean loss of each task, scalars; not disposed here.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public Tensor Combine(IReadOnlyList<KeyValuePair<FaceTask, Tensor>> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentOutOfRangeException.ThrowIfZero(losses.Count);
        using var scope = NewDisposeScope();
        var values = stack(losses.Select(loss => loss.Value));                                    // [tasks]
        var shares = DeviceCopy.Send(                                                             // [tasks]
            tensor(losses.Select(loss => Share(loss.Key)).ToArray(), values.dtype, CPU), values.device);
        return (values * shares).sum().MoveToOuterDisposeScope();
    }
}
