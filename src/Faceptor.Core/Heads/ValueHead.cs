using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads;

/// <summary>The head of age, expression and attribute tasks: each token becomes one number.</summary>
/// <remarks>Paper: Sec. 3.2, outputs.</remarks>
public sealed class ValueHead : nn.Module<Tensor, Tensor>
{
    private readonly long _dim;
    [ComponentName(Name = "linear")] private readonly Linear _linear;

    /// <summary>Creates the layer.</summary>
    /// <param name="dim">Token size D.</param>
    public ValueHead(long dim)
        : base(nameof(ValueHead))
    {
        _dim = dim;
        _linear = nn.Linear(dim, 1, dtype: ScalarType.Float32);
        RegisterComponents();
    }

    /// <summary>Makes the numbers.</summary>
    /// <param name="tokens">Tokens [B, Q, D]; not disposed here.</param>
    /// <returns>Logits [B, Q], owned by the caller.</returns>
    public override Tensor forward(Tensor tokens)
    {
        AliveGuard.Require(this, _linear.weight);
        ShapeGuard.LastDim(tokens, _dim);
        using var scope = NewDisposeScope();
        return AutocastOps.Wide(AutocastOps.Linear(tokens, _linear)).squeeze(-1).MoveToOuterDisposeScope();   // [B, Q]
    }
}
