using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>Layer normalisation over the last dimension, computed in at least float32.</summary>
/// <remarks>
/// Released configuration: the norms stay in float32 when the rest of the network runs in half precision.
/// </remarks>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly long[] _shape;
    private readonly double _epsilon;
    [ComponentName(Name = "weight")] private Parameter _weight;
    [ComponentName(Name = "bias")] private Parameter _bias;

    /// <summary>Creates the norm with gain 1 and offset 0.</summary>
    /// <param name="dim">Size of the last dimension.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(long dim, double epsilon = 1e-5)
        : base(nameof(LayerNorm))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dim);
        _shape = [dim];
        _epsilon = epsilon;
        _weight = ParameterFactory.Ones(dim);
        _bias = ParameterFactory.Zeros(dim);
        RegisterComponents();
    }

    /// <summary>Normalises each token.</summary>
    /// <param name="input">Tokens [..., D]; not disposed here.</param>
    /// <returns>Tokens [..., D] of the input's type, owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        AliveGuard.Require(this, _weight);
        ShapeGuard.LastDim(input, _shape[0]);
        if (input.dtype is not (ScalarType.Float16 or ScalarType.BFloat16))
        {
            return nn.functional.layer_norm(input, _shape, _weight, _bias, _epsilon);
        }

        using var scope = NewDisposeScope();
        var wide = input.to(ScalarType.Float32);
        return nn.functional.layer_norm(wide, _shape, _weight, _bias, _epsilon)
            .to(input.dtype)
            .MoveToOuterDisposeScope();
    }
}
