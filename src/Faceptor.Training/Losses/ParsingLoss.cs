using Faceptor.Core.Heads;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>Loss of parsing tasks: mean cross-entropy over the pixels.</summary>
/// <remarks>Paper: Eq. 10.</remarks>
internal static class ParsingLoss
{
    /// <summary>Computes the loss at the size of the labels.</summary>
    /// <param name="logits">
    /// Class maps [B, K, h, w], resized bilinearly when they are not H x W; not disposed here.
    /// </param>
    /// <param name="classes">True classes [B, H, W], int64 in 0..K-1; not disposed here.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Compute(Tensor logits, Tensor classes)
    {
        LossGuard.PerPixel(logits, classes);
        using var scope = NewDisposeScope();
        var resized = MapResizing.Bilinear(logits, classes.size(1), classes.size(2));             // [B, K, H, W]
        return nn.functional.cross_entropy(resized, classes).MoveToOuterDisposeScope();
    }
}
