using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm = Faceptor.Core.Layers.BatchNorm;

namespace Faceptor.Core.Heads.Naive;

/// <summary>
/// A convolution without bias that keeps the size, a batch norm and ReLU: the unit that UperNet is built of.
/// </summary>
/// <remarks>
/// Released configuration: the norm's statistics are those of all processes that train together, see
/// <see cref="UperNetNorms"/>.
/// </remarks>
internal sealed class ConvNormRelu : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")] private readonly Conv2d _conv;
    [ComponentName(Name = "batch_norm")] private readonly BatchNorm _norm;

    /// <summary>Creates the layers.</summary>
    /// <param name="inputDim">Channels C that come in.</param>
    /// <param name="outputDim">Channels D that go out.</param>
    /// <param name="kernelSize">Side of the kernel in pixels; odd.</param>
    public ConvNormRelu(long inputDim, long outputDim, long kernelSize)
        : base(nameof(ConvNormRelu))
    {
        _conv = nn.Conv2d(
            inputDim, outputDim, kernelSize, padding: kernelSize / 2, bias: false, dtype: ScalarType.Float32);
        _norm = UperNetNorms.Create(outputDim);
        RegisterComponents();
    }

    /// <summary>Transforms maps.</summary>
    /// <param name="input">Maps [B, C, H, W]; not disposed here.</param>
    /// <returns>Maps [B, D, H, W], owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        AliveGuard.Require(this, _conv.weight);
        ShapeGuard.Dims(input, 4);
        using var scope = NewDisposeScope();
        var normalized = _norm.call(AutocastOps.Wide(AutocastOps.Convolution(input, _conv)));
        return AutocastOps.Narrow(normalized).relu().MoveToOuterDisposeScope();
    }
}
