using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>
/// Stochastic depth: in training, drops a residual branch for whole samples and scales the rest up.
/// </summary>
/// <remarks>
/// Released configuration: rate 0 to 0.2 over the encoder's blocks. Our choice: what is dropped is drawn for all blocks
/// before the first runs, by the generator of the processor whatever the device, so that a seed means the same on every
/// device and a block that is run again in the backward pass drops the same.
/// </remarks>
public static class DropPath
{
    /// <summary>Draws which samples keep which branches.</summary>
    /// <param name="rates">For each branch the probability of dropping it, at least 0 and below 1.</param>
    /// <param name="numSamples">Samples B.</param>
    /// <param name="device">Where the factors are needed.</param>
    /// <returns>
    /// Factors [branches, B], float32: 0, or 1 / (1 - rate) where the sample keeps the branch; owned by the caller.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative, or 1 or more.</exception>
    public static Tensor Draw(IReadOnlyList<double> rates, long numSamples, Device device)
    {
        ArgumentNullException.ThrowIfNull(rates);
        foreach (var rate in rates)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rate, nameof(rates));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1.0, nameof(rates));
        }

        using var scope = NewDisposeScope();
        float[] ratesOf = [.. rates.Select(rate => (float)rate)];
        float[] gainsOf = [.. rates.Select(rate => (float)(1 / (1 - rate)))];
        var limits = tensor(ratesOf, device: CPU).unsqueeze(1);                                       // [branches, 1]
        var gains = tensor(gainsOf, device: CPU).unsqueeze(1);                                        // [branches, 1]
        var draws = rand(rates.Count, numSamples, dtype: ScalarType.Float32, device: CPU);            // [branches, B]
        var kept = draws.ge(limits).to(ScalarType.Float32);                                           // [branches, B]
        return kept.mul(gains).to(device, non_blocking: true).MoveToOuterDisposeScope();
    }

    /// <summary>Applies factors to a branch.</summary>
    /// <param name="branch">A residual branch [B, ...]; not disposed here.</param>
    /// <param name="factors">One factor a sample [B]; not disposed here.</param>
    /// <returns>The branch of the same shape, in float32 when it was narrower; owned by the caller.</returns>
    public static Tensor Apply(Tensor branch, Tensor factors)
    {
        ShapeGuard.Dims(factors, 1);
        ShapeGuard.FirstDim(branch, factors.size(0));
        using var scope = NewDisposeScope();
        var shape = Enumerable.Repeat(1L, (int)branch.dim()).ToArray();
        shape[0] = branch.size(0);
        return branch.mul(factors.view(shape)).MoveToOuterDisposeScope();
    }
}
