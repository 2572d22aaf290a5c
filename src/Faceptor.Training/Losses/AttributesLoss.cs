using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>Loss of attribute tasks: binary cross-entropy, summed over the attributes, mean over the samples.</summary>
/// <remarks>
/// Paper: Eq. 13. Our choice: an unknown label (-1) adds nothing, so partly labelled datasets can be used.
/// </remarks>
internal static class AttributesLoss
{
    /// <summary>Computes the loss.</summary>
    /// <param name="logits">Outputs [B, K]; not disposed here.</param>
    /// <param name="labels">1 yes, 0 no, -1 unknown [B, K], any type; not disposed here.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Compute(Tensor logits, Tensor labels)
    {
        LossGuard.PerOutput(logits, labels);
        using var scope = NewDisposeScope();
        var known = labels.IsAtLeast(0).to_type(logits.dtype);                                           // [B, K]
        var targets = labels.to_type(logits.dtype).AtLeast(0);                                  // [B, K]
        var sum = nn.functional.binary_cross_entropy_with_logits(
            logits, targets, weight: known, reduction: nn.Reduction.Sum);
        return sum.Times(1.0 / logits.size(0)).MoveToOuterDisposeScope();
    }
}
