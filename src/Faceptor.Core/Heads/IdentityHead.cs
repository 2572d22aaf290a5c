using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm = Faceptor.Core.Layers.BatchNorm;
using LayerNorm = Faceptor.Core.Layers.LayerNorm;

namespace Faceptor.Core.Heads;

/// <summary>
/// The head of identity tasks: the mean of the encoder's tokens through two normalised linear layers.
/// </summary>
/// <remarks>
/// Released configuration: batch norms with epsilon 2e-5; vectors are compared by cosine and not normalised here.
/// </remarks>
public sealed class IdentityHead : nn.Module<Tensor, Tensor>
{
    private readonly long _inputDim;
    [ComponentName(Name = "norm")] private readonly LayerNorm _norm;
    [ComponentName(Name = "linear1")] private readonly Linear _hidden;
    [ComponentName(Name = "batch_norm1")] private readonly BatchNorm _hiddenNorm;
    [ComponentName(Name = "linear2")] private readonly Linear _embedding;
    [ComponentName(Name = "batch_norm2")] private readonly BatchNorm _embeddingNorm;

    /// <summary>Creates the head.</summary>
    /// <param name="inputDim">Token size C of the encoder.</param>
    /// <param name="identityDim">Size D of the identity vector.</param>
    public IdentityHead(long inputDim, long identityDim)
        : base(nameof(IdentityHead))
    {
        _inputDim = inputDim;
        _norm = new LayerNorm(inputDim);
        _hidden = nn.Linear(inputDim, inputDim, hasBias: false, dtype: ScalarType.Float32);
        _hiddenNorm = ParameterFactory.BatchNorm1d(inputDim, epsilon: 2e-5);
        _embedding = nn.Linear(inputDim, identityDim, hasBias: false, dtype: ScalarType.Float32);
        _embeddingNorm = ParameterFactory.BatchNorm1d(identityDim, epsilon: 2e-5);
        RegisterComponents();
    }

    /// <summary>Makes identity vectors.</summary>
    /// <param name="tokens">Patch tokens of the encoder's last block [B, L, C]; not disposed here.</param>
    /// <returns>Identity vectors [B, D], owned by the caller.</returns>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return Compare(Pool(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>What the head makes of each image by itself.</summary>
    /// <param name="tokens">Patch tokens of the encoder's last block [B, L, C]; not disposed here.</param>
    /// <returns>Features [B, C], owned by the caller.</returns>
    internal Tensor Pool(Tensor tokens)
    {
        AliveGuard.Require(this, _hidden.weight);
        ShapeGuard.Dims(tokens, 3);
        ShapeGuard.LastDim(tokens, _inputDim);
        using var scope = NewDisposeScope();
        return _norm.call(tokens).mean([1]).MoveToOuterDisposeScope();                      // [B, C]
    }

    /// <summary>
    /// The rest of the head, from the first layer on whose norm compares images: in training a vector depends on which
    /// others are in the batch.
    /// </summary>
    /// <param name="pooled">Features of <see cref="Pool"/> [B, C]; not disposed here.</param>
    /// <returns>Identity vectors [B, D], owned by the caller.</returns>
    internal Tensor Compare(Tensor pooled)
    {
        AliveGuard.Require(this, _hidden.weight);
        ShapeGuard.Dims(pooled, 2);
        ShapeGuard.LastDim(pooled, _inputDim);
        using var scope = NewDisposeScope();
        var hidden = _hiddenNorm.call(AutocastOps.Wide(AutocastOps.Linear(pooled, _hidden)));     // [B, C]
        return _embeddingNorm.call(AutocastOps.Wide(AutocastOps.Linear(hidden, _embedding)))      // [B, D]
            .MoveToOuterDisposeScope();
    }
}
