using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>Loss of expression tasks: mean cross-entropy.</summary>
/// <remarks>Paper: Eq. 12.</remarks>
internal static class ExpressionLoss
{
    /// <summary>Computes the loss.</summary>
    /// <param name="logits">Outputs [B, K]; not disposed here.</param>
    /// <param name="classes">True classes [B], int64 in 0..K-1; not disposed here.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Compute(Tensor logits, Tensor classes)
    {
        LossGuard.PerSample(logits, classes);
        return nn.functional.cross_entropy(logits, classes);
    }
}
