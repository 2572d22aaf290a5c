using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads;

/// <summary>
/// The head of all dense tasks: each token becomes a filter over the pixel embedding, one map a token.
/// </summary>
/// <remarks>Paper: Sec. 3.2, outputs. Released configuration: a three-layer network with ReLU.</remarks>
public sealed class MapHead : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly long _dim;
    [ComponentName(Name = "linear1")] private readonly Linear _first;
    [ComponentName(Name = "linear2")] private readonly Linear _second;
    [ComponentName(Name = "linear3")] private readonly Linear _third;

    /// <summary>Creates the network.</summary>
    /// <param name="dim">Token size D.</param>
    public MapHead(long dim)
        : base(nameof(MapHead))
    {
        _dim = dim;
        _first = nn.Linear(dim, dim, dtype: ScalarType.Float32);
        _second = nn.Linear(dim, dim, dtype: ScalarType.Float32);
        _third = nn.Linear(dim, dim, dtype: ScalarType.Float32);
        RegisterComponents();
    }

    /// <summary>Sets the offset of every filter; for initial weights.</summary>
    /// <param name="value">The offset.</param>
    public void InitializeOffset(double value) => nn.init.constant_(_third.bias!, value);

    /// <summary>Makes the maps.</summary>
    /// <param name="tokens">Tokens [B, Q, D]; not disposed here.</param>
    /// <param name="pixels">Pixel embedding [B, D, H, W]; not disposed here.</param>
    /// <returns>Logits [B, Q, H, W], owned by the caller.</returns>
    public override Tensor forward(Tensor tokens, Tensor pixels)
    {
        AliveGuard.Require(this, _first.weight);
        ShapeGuard.Dims(tokens, 3);
        ShapeGuard.LastDim(tokens, _dim);
        ShapeGuard.Dims(pixels, 4);
        using var scope = NewDisposeScope();
        var hidden = AutocastOps.Linear(AutocastOps.Linear(tokens, _first).relu(), _second).relu();   // [B, Q, D]
        var filters = AutocastOps.Linear(hidden, _third);                                          // [B, Q, D]
        return AutocastOps.Wide(AutocastOps.Batched(filters, pixels.flatten(2)))
            .view(tokens.size(0), tokens.size(1), pixels.size(2), pixels.size(3))
            .MoveToOuterDisposeScope();
    }
}
