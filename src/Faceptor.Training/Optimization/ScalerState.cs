using static TorchSharp.torch;

namespace Faceptor.Training.Optimization;

/// <summary>The numbers of a <see cref="GradientScaler"/>, all on its device and changed there only.</summary>
/// <param name="Scale">What losses are multiplied by [1].</param>
/// <param name="GrowthTracker">Good steps since the scale changed, int32 [1].</param>
/// <param name="SkippedSteps">Steps that changed no weight, int64 [1].</param>
/// <param name="Fault">1 from the first fault that is to stop the run [1].</param>
/// <param name="Skip">1 where the last step is skipped [1].</param>
internal sealed record ScalerState(
    Tensor Scale, Tensor GrowthTracker, Tensor SkippedSteps, Tensor Fault, Tensor Skip) : IDisposable
{
    /// <summary>A state that has seen nothing.</summary>
    /// <param name="scale">The scale to begin with.</param>
    /// <param name="device">Where the numbers live.</param>
    public static ScalerState Create(double scale, Device device)
    {
        using var scope = NewDisposeScope();
        return new ScalerState(
            tensor(new[] { (float)scale }, device: device).DetachFromDisposeScope(),
            zeros(1, ScalarType.Int32, device).DetachFromDisposeScope(),
            zeros(1, ScalarType.Int64, device).DetachFromDisposeScope(),
            zeros(1, ScalarType.Float32, device).DetachFromDisposeScope(),
            zeros(1, ScalarType.Float32, device).DetachFromDisposeScope());
    }

    /// <summary>Frees the numbers.</summary>
    public void Dispose()
    {
        Scale.Dispose();
        GrowthTracker.Dispose();
        SkippedSteps.Dispose();
        Fault.Dispose();
        Skip.Dispose();
    }
}
