using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>
/// Stochastic depth: in training, drops a residual branch for whole samples or for token positions, and scales the rest
/// up so that the expected value stays.
/// </summary>
/// <remarks>
/// Released configuration: rate 0 to 0.2 over the encoder's blocks, <see cref="DropPathMode.TokenPositions"/>. Our
/// choice: what is dropped is drawn for all blocks before the first runs, by the generator of the processor whatever
/// the device, so that a seed means the same on every device and a block that is run again in the backward pass drops
/// the same.
/// </remarks>
internal static class DropPath
{
    /// <summary>Draws what is dropped from which branches.</summary>
    /// <param name="rates">For each branch the probability of dropping it, at least 0 and below 1.</param>
    /// <param name="mode">What is dropped together.</param>
    /// <param name="numSamples">Samples B.</param>
    /// <param name="numTokens">Tokens L of a sample, the class token included.</param>
    /// <param name="device">Where the factors are needed.</param>
    /// <returns>
    /// Factors [branches, B, 1] or, for token positions, [branches, 1, L], float32: 0 where the branch is dropped,
    /// 1 / (1 - rate) where it is kept; owned by the caller.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative, or 1 or more.</exception>
    public static Tensor Draw(
        IReadOnlyList<double> rates, DropPathMode mode, long numSamples, long numTokens, Device device)
    {
        ArgumentNullException.ThrowIfNull(rates);
        foreach (var rate in rates)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rate, nameof(rates));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1.0, nameof(rates));
        }

        using var scope = NewDisposeScope();
        var count = mode == DropPathMode.TokenPositions ? numTokens : numSamples;
        float[] ratesOf = [.. rates.Select(rate => (float)rate)];
        float[] gainsOf = [.. rates.Select(rate => (float)(1 / (1 - rate)))];
        var limits = tensor(ratesOf, device: CPU).unsqueeze(1);                                       // [branches, 1]
        var gains = tensor(gainsOf, device: CPU).unsqueeze(1);                                        // [branches, 1]
        var draws = rand(rates.Count, count, dtype: ScalarType.Float32, device: CPU);                 // [branches, count]
        var factors = draws.ge(limits).to(ScalarType.Float32).mul(gains);                             // [branches, count]
        return DeviceCopy.Send(factors.unsqueeze(mode == DropPathMode.TokenPositions ? 1 : 2), device)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Applies factors to a branch.</summary>
    /// <param name="branch">A residual branch [B, L, D]; not disposed here.</param>
    /// <param name="factors">One factor a sample [B, 1] or one a token position [1, L]; not disposed here.</param>
    /// <returns>The branch of the same shape, in float32 when it was narrower; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The factors are of another number of samples or tokens.</exception>
    public static Tensor Apply(Tensor branch, Tensor factors)
    {
        ShapeGuard.Dims(branch, 3);
        ShapeGuard.Dims(factors, 2);
        var (numSamples, numTokens) = (factors.size(0), factors.size(1));
        if ((numSamples != branch.size(0) || numTokens != 1) && (numSamples != 1 || numTokens != branch.size(1)))
        {
            throw new ArgumentException(
                $"expected factors [{branch.size(0)}, 1] or [1, {branch.size(1)}], got [{numSamples}, {numTokens}].",
                nameof(factors));
        }

        using var scope = NewDisposeScope();
        return branch.mul(factors.unsqueeze(2)).MoveToOuterDisposeScope();
    }
}

/// <summary>What stochastic depth drops together when it drops a residual branch.</summary>
public enum DropPathMode
{
    /// <summary>
    /// A whole image: one random number for each image of the batch. Stochastic depth as the literature describes it,
    /// and what timm's <c>DropPath</c> does to tensors laid out [batch, tokens, channels].
    /// </summary>
    Samples,

    /// <summary>
    /// A token position: one random number for each place of the sequence, the class token's included, which drops that
    /// place in all images of the batch. Released configuration: the authors' blocks run on tensors laid out [tokens,
    /// batch, channels], and timm's <c>DropPath</c> draws one number for each index of the first axis.
    /// </summary>
    TokenPositions,
}
