namespace Faceptor.Core.Serialization;

/// <summary>Who watches a file of tensors being read or written, and may stop it between two tensors.</summary>
public sealed record TransferWatch
{
    /// <summary>Told after each tensor, on the working thread; null for nobody.</summary>
    public IProgress<TensorProgress>? Progress { get; init; }

    /// <summary>Stops the work before the next tensor.</summary>
    public CancellationToken Cancellation { get; init; }
}
