using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads;

/// <summary>From the outputs of an age task to probabilities and years. Class i stands for age i.</summary>
public static class AgeDistribution
{
    /// <summary>Probabilities of the ages: the sigmoids of the logits divided by their sum.</summary>
    /// <param name="logits">Outputs [B, K]; not disposed here.</param>
    /// <returns>Probabilities [B, K], rows sum to 1; owned by the caller.</returns>
    /// <remarks>Released configuration. Differs from the paper: Eq. 11 takes a softmax.</remarks>
    public static Tensor Probabilities(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = NewDisposeScope();
        var activated = logits.sigmoid();                                                         // [B, K]
        return (activated / activated.sum(-1, keepdim: true)).MoveToOuterDisposeScope();          // [B, K]
    }

    /// <summary>The expected age.</summary>
    /// <param name="probabilities">Probabilities [B, K]; not disposed here.</param>
    /// <returns>Ages in years [B]; owned by the caller.</returns>
    public static Tensor ExpectedYears(Tensor probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        using var scope = NewDisposeScope();
        var ages = TensorArithmetic.CountUp(probabilities.size(-1), probabilities);
        return (probabilities * ages).sum(-1).MoveToOuterDisposeScope();                          // [B]
    }
}
