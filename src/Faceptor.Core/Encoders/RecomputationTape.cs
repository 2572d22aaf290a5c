using static TorchSharp.torch;

namespace Faceptor.Core.Encoders;

/// <summary>
/// What recomputed blocks leave behind in a backward pass: gradients that libtorch has taken a copy of, and the first
/// failure, which must not leave the callback it happened in because that would end the process.
/// </summary>
internal sealed class RecomputationTape
{
    private readonly List<Tensor> _handedOver = [];
    private readonly Lock _lock = new();
    private Exception? _failure;

    /// <summary>Keeps a gradient until libtorch has taken it, which it has when the next block is asked.</summary>
    /// <param name="gradient">The gradient, of no dispose scope.</param>
    public void HandOver(Tensor gradient)
    {
        lock (_lock)
        {
            _handedOver.Add(gradient);
        }
    }

    /// <summary>Frees the gradients that were handed over before.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _handedOver.ForEach(gradient => gradient.Dispose());
            _handedOver.Clear();
        }
    }

    /// <summary>Remembers the first failure.</summary>
    /// <param name="error">What happened.</param>
    public void Fail(Exception error) => Interlocked.CompareExchange(ref _failure, error, null);

    /// <summary>Frees everything and reports a failure; needed once after each backward pass.</summary>
    /// <exception cref="InvalidOperationException">A block could not be run again; gradients are not whole.</exception>
    public void Finish()
    {
        Release();
        if (Interlocked.Exchange(ref _failure, null) is { } error)
        {
            throw new InvalidOperationException(
                "an encoder block could not be run again in the backward pass, so that the gradients are not whole: "
                + $"{error.Message} If memory ran out, take smaller batches or accumulate gradients.",
                error);
        }
    }
}
