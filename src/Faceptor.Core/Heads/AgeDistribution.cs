using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads;

/// <summary>From the outputs of an age task to probabilities and years. Class i stands for age i.</summary>
internal static class AgeDistribution
{
    /// <summary>Probabilities of the ages.</summary>
    /// <param name="logits">Outputs [B, K]; not disposed here.</param>
    /// <param name="activation">How outputs become probabilities.</param>
    /// <returns>Probabilities [B, K], rows sum to 1; owned by the caller.</returns>
    public static Tensor Probabilities(
        Tensor logits, AgeActivation activation = AgeActivation.NormalizedSigmoid)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (activation == AgeActivation.Softmax)
        {
            return logits.softmax(-1);
        }

        using var scope = NewDisposeScope();
        var activated = logits.sigmoid();                                                         // [B, K]
        return (activated / activated.sum(-1, keepdim: true)).MoveToOuterDisposeScope();          // [B, K]
    }

    /// <summary>Logarithms of the probabilities; finite where a probability underflows to 0.</summary>
    /// <param name="logits">Outputs [B, K]; not disposed here.</param>
    /// <param name="activation">How outputs become probabilities.</param>
    /// <returns>Logarithms [B, K], owned by the caller.</returns>
    public static Tensor LogProbabilities(
        Tensor logits, AgeActivation activation = AgeActivation.NormalizedSigmoid)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (activation == AgeActivation.Softmax)
        {
            return nn.functional.log_softmax(logits, -1);
        }

        // ln(sigmoid(y) / sum sigmoid(y))
        using var scope = NewDisposeScope();
        return nn.functional.log_softmax(nn.functional.logsigmoid(logits), -1).MoveToOuterDisposeScope(); // [B, K]
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
