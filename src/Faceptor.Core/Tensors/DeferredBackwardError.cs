using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>
/// Runs the backward pass of functions that write it out themselves, and holds what they leave behind: gradients that
/// libtorch has to take first, and the first failure, because an exception that leaves such a function ends the
/// process.
/// </summary>
/// <param name="owner">Whose backward pass it is, as part of a sentence.</param>
internal sealed class DeferredBackwardError(string owner)
{
    private readonly List<Tensor> _handedOver = [];
    private readonly Lock _lock = new();
    private Exception? _failure;

    /// <summary>Forms a gradient to return to libtorch.</summary>
    /// <param name="gradient">Forms it; null is no gradient. Runs in a dispose scope of its own.</param>
    /// <param name="likeGradient">A tensor of the gradient's shape, asked for when forming it fails.</param>
    /// <returns>
    /// The gradient, which this object disposes later. After a failure, numbers that are none, so that a step which
    /// nobody asks <see cref="Finish"/> about is not taken for a whole one.
    /// </returns>
    public Tensor? Run(Func<Tensor?> gradient, Func<Tensor> likeGradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(likeGradient);
        return RunAll(1, () => [gradient()], () => [likeGradient()])[0];
    }

    /// <summary>Forms several gradients to return to libtorch, see <see cref="Run"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="gradients">Forms them.</param>
    /// <param name="likeGradients">As many tensors of their shapes.</param>
    /// <returns>As many; all null where there is no memory even for numbers that are none.</returns>
    public Tensor?[] RunAll(int count, Func<Tensor?[]> gradients, Func<Tensor[]> likeGradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(likeGradients);
        // What was handed over before has been taken by now.
        Release();
        Tensor?[] results;
#pragma warning disable CA1031 // See the class: the failure is reported by Finish.
        try
        {
            using var scope = NewDisposeScope();
            results = [.. gradients().Select(gradient => gradient?.DetachFromDisposeScope())];
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
            results = NoNumbers(count, likeGradients);
        }
#pragma warning restore CA1031

        lock (_lock)
        {
            _handedOver.AddRange(results.OfType<Tensor>());
        }

        return results;
    }

    /// <summary>Frees everything and reports a failure; needed once after each backward pass.</summary>
    /// <exception cref="InvalidOperationException">A backward pass failed; gradients are not whole.</exception>
    /// <exception cref="DistributedException">Another process was needed in a backward pass and failed.</exception>
    public void Finish()
    {
        Release();
        if (Interlocked.Exchange(ref _failure, null) is { } error)
        {
            if (error is DistributedException)
            {
                ExceptionDispatchInfo.Throw(error);
            }

            throw new InvalidOperationException(
                $"the backward pass of {owner} failed, so that the gradients are not whole: {error.Message} "
                + "If memory ran out, take smaller batches or accumulate gradients.",
                error);
        }
    }

    private static Tensor?[] NoNumbers(int count, Func<Tensor[]> like)
    {
#pragma warning disable CA1031 // There may be no memory for this either.
        try
        {
            using var scope = NewDisposeScope();
            return
            [
                .. like().Select(tensor =>
                    full_like(tensor, double.NaN, requires_grad: false).DetachFromDisposeScope()),
            ];
        }
        catch (Exception)
        {
            return new Tensor?[count];
        }
#pragma warning restore CA1031
    }

    private void Release()
    {
        lock (_lock)
        {
            _handedOver.ForEach(gradient => gradient.Dispose());
            _handedOver.Clear();
        }
    }
}
