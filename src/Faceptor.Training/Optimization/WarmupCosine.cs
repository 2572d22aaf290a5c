namespace Faceptor.Training.Optimization;

/// <summary>Learning rate over the steps: a straight rise, then half a cosine down to 0.</summary>
/// <remarks>
/// Paper: Sec. 4.1; the start of the rise, 1e-6, is of the released configuration. So is it that training is one step
/// behind: the rate of this curve at a step counts for the next, and the first two steps have the first rate.
/// </remarks>
internal sealed class WarmupCosine
{
    private readonly double _startRate;
    private readonly double _peakRate;
    private readonly int _warmupSteps;
    private readonly int _numSteps;

    /// <summary>Fixes the curve.</summary>
    /// <param name="startRate">Rate of step 0, 0 or more.</param>
    /// <param name="peakRate">Rate of step <paramref name="warmupSteps"/>, the highest.</param>
    /// <param name="warmupSteps">Length of the rise in steps, 0 or more, less than <paramref name="numSteps"/>.</param>
    /// <param name="numSteps">All steps; the rate would be 0 at this one.</param>
    public WarmupCosine(double startRate, double peakRate, int warmupSteps, int numSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(peakRate, startRate);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(numSteps, warmupSteps);
        _startRate = startRate;
        _peakRate = peakRate;
        _warmupSteps = warmupSteps;
        _numSteps = numSteps;
    }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Steps done before this one, from 0; after the last one the rate stays 0.</param>
    public double RateAt(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < _warmupSteps)
        {
            return _startRate + ((_peakRate - _startRate) * step / _warmupSteps);
        }

        var progress = Math.Min(1.0, (double)(step - _warmupSteps) / (_numSteps - _warmupSteps));
        return _peakRate * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
