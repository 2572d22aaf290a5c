using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>
/// A batch norm over vectors or maps, PyTorch's to the bit and in the names of its state. In training it compares the
/// samples that it is given, or those of all processes that train together (<see cref="BatchNorms.Synchronize"/>).
/// </summary>
internal sealed class BatchNorm : nn.Module<Tensor, Tensor>
{
    /// <summary>How much of a batch's statistics goes into the running ones, as PyTorch's.</summary>
    public const double Momentum = 0.1;

    private readonly long _numDims;
    private readonly double _epsilon;
#pragma warning disable IDE0044 // to(...) replaces parameters and buffers through these fields
    [ComponentName(Name = "weight")] private Parameter _weight;
    [ComponentName(Name = "bias")] private Parameter _bias;
    [ComponentName(Name = "running_mean")] private Tensor _runningMean;
    [ComponentName(Name = "running_var")] private Tensor _runningVariance;
    [ComponentName(Name = "num_batches_tracked")] private Tensor _numBatches;
#pragma warning restore IDE0044

    /// <summary>Creates the norm.</summary>
    /// <param name="numFeatures">Features or channels C.</param>
    /// <param name="numDims">2 for vectors [B, C], 4 for maps [B, C, H, W].</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNorm(long numFeatures, long numDims, double epsilon)
        : base(nameof(BatchNorm))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numFeatures);
        _numDims = numDims;
        _epsilon = epsilon;
        _weight = ParameterFactory.Ones(numFeatures);
        _bias = ParameterFactory.Zeros(numFeatures);
        _runningMean = zeros(numFeatures, ScalarType.Float32).DetachFromDisposeScope();
        _runningVariance = ones(numFeatures, ScalarType.Float32).DetachFromDisposeScope();
        _numBatches = zeros([], ScalarType.Int64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>What joins this norm with those of other processes; null is nothing.</summary>
    internal NormSynchronization? Synchronization { get; set; }

    /// <summary>Normalises.</summary>
    /// <param name="input">[B, C] or [B, C, H, W]; not disposed here.</param>
    /// <returns>The same shape, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions.</exception>
    public override Tensor forward(Tensor input)
    {
        AliveGuard.Require(this, _weight);
        ShapeGuard.Dims(input, _numDims);
        if (training)
        {
            _numBatches.Increment();
        }

        return training && Synchronization is { } all
            ? SynchronizedNorm.Compute(
                input, _weight, _bias, new NormStatistics(_runningMean, _runningVariance, _epsilon), all)
            : nn.functional.batch_norm(
                input, _runningMean, _runningVariance, _weight, _bias, training, Momentum, _epsilon);
    }
}
