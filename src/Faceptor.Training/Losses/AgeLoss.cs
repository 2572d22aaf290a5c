using Faceptor.Core.Heads;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// Loss of age tasks: distance of the predicted distribution from a Gaussian around the age, plus the error in years.
/// </summary>
/// <remarks>
/// Paper: Eq. 11. Differs from the paper: the first term is the Kullback-Leibler divergence, which differs from the
/// paper's by a constant (released configuration). How outputs become probabilities is the model's choice and comes
/// with its outputs: sigmoids divided by their sum (released configuration) or a softmax (the paper).
/// </remarks>
internal static class AgeLoss
{
    /// <summary>Standard deviation of the target distribution in years.</summary>
    public const double TargetStdYears = 2.0;

    /// <summary>The whole loss: <see cref="Divergence"/> plus <see cref="AbsoluteError"/>.</summary>
    /// <param name="logits">Outputs [B, K], class i stands for age i; not disposed here.</param>
    /// <param name="years">True ages in years [B], any type; not disposed here.</param>
    /// <param name="activation">How outputs become probabilities.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Compute(
        Tensor logits, Tensor years, AgeActivation activation = AgeActivation.NormalizedSigmoid)
    {
        using var scope = NewDisposeScope();
        return Divergence(logits, years, activation)
            .Plus(AbsoluteError(logits, years, activation))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Sum of p ln(p / p̂) over the ages, mean over the samples.</summary>
    /// <param name="logits">Outputs [B, K]; not disposed here.</param>
    /// <param name="years">True ages in years [B], any type; not disposed here.</param>
    /// <param name="activation">How outputs become probabilities.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Divergence(
        Tensor logits, Tensor years, AgeActivation activation = AgeActivation.NormalizedSigmoid)
    {
        LossGuard.PerSample(logits, years);
        using var scope = NewDisposeScope();
        var ages = TensorArithmetic.CountUp(logits.size(1), logits);            // [K]
        var distance = ages.Minus(years.to_type(logits.dtype).unsqueeze(-1));                          // [B, K]

        // The logarithm of p is built before p itself: far from the age p underflows to 0 and its logarithm would be
        // infinite.
        var logTarget = nn.functional.log_softmax(
            distance.Squared().Times(-1 / (2 * TargetStdYears * TargetStdYears)),
            -1);
        var gap = logTarget.Minus(AgeDistribution.LogProbabilities(logits, activation));               // [B, K]
        return (logTarget.exp() * gap).sum(-1).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Mean absolute difference between the expected and the true age in years.</summary>
    /// <param name="logits">Outputs [B, K]; not disposed here.</param>
    /// <param name="years">True ages in years [B], any type; not disposed here.</param>
    /// <param name="activation">How outputs become probabilities.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor AbsoluteError(
        Tensor logits, Tensor years, AgeActivation activation = AgeActivation.NormalizedSigmoid)
    {
        LossGuard.PerSample(logits, years);
        using var scope = NewDisposeScope();
        var ages = TensorArithmetic.CountUp(logits.size(1), logits);            // [K]
        var probabilities = AgeDistribution.LogProbabilities(logits, activation).exp();                // [B, K]
        var expected = (probabilities * ages).sum(-1);                                                 // [B]
        return expected.Minus(years.to_type(logits.dtype)).abs().mean().MoveToOuterDisposeScope();
    }
}
