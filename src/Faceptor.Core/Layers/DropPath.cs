using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>
/// Stochastic depth: in training, drops a residual branch for whole samples and scales the rest up; else does nothing.
/// </summary>
/// <remarks>Released configuration: rate 0 to 0.2 over the encoder's blocks.</remarks>
public sealed class DropPath : nn.Module<Tensor, Tensor>
{
    private readonly double _rate;

    /// <summary>Creates the layer.</summary>
    /// <param name="rate">Probability of dropping a sample's branch, at least 0 and below 1.</param>
    public DropPath(double rate)
        : base(nameof(DropPath))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1.0);
        _rate = rate;
        RegisterComponents();
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="input">A residual branch [B, ...]; not disposed here.</param>
    /// <returns>The branch, owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!training || _rate == 0)
        {
            return input.alias();
        }

        using var scope = NewDisposeScope();
        var shape = Enumerable.Repeat(1L, (int)input.dim()).ToArray();
        shape[0] = input.size(0);
        var kept = rand(shape, dtype: input.dtype, device: input.device).IsAtLeast(_rate).to(input.dtype);
        return (input * kept.Times(1 / (1 - _rate))).MoveToOuterDisposeScope();
    }
}
