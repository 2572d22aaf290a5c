using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// Loss of identity tasks: cross-entropy over the scaled cosines between an embedding and one learned direction a
/// person, the true person's cosine lowered by a margin.
/// </summary>
/// <remarks>Paper: Eq. 14 (CosFace). The classifier is needed in training only.</remarks>
public sealed class CosFaceLoss : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>The scale s of the released configuration.</summary>
    public const double DefaultScale = 64.0;

    /// <summary>The margin m of the released configuration.</summary>
    public const double DefaultMargin = 0.4;

    private const double InitialStd = 0.01;

    private readonly double _scale;
    private readonly double _margin;
#pragma warning disable IDE0044 // to(...) replaces the parameter through this field
    [ComponentName(Name = "classifier")] private Parameter _classifier;
#pragma warning restore IDE0044

    /// <summary>Creates the loss with directions drawn from N(0, 0.01²).</summary>
    /// <param name="numIdentities">Number of persons.</param>
    /// <param name="embedDim">Size D of the embedding.</param>
    /// <param name="scale">Factor s of the cosines.</param>
    /// <param name="margin">Amount m that the true person's cosine is lowered by.</param>
    public CosFaceLoss(long numIdentities, long embedDim, double scale = DefaultScale, double margin = DefaultMargin)
        : base(nameof(CosFaceLoss))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numIdentities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(embedDim);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        _scale = scale;
        _margin = margin;
        using var scope = NewDisposeScope();
        _classifier = (Parameter)nn.Parameter(randn(numIdentities, embedDim).mul_(InitialStd)).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Number of persons.</summary>
    public long NumIdentities => _classifier.size(0);

    /// <summary>Computes the loss.</summary>
    /// <param name="embeddings">Embeddings [B, D], of any length; not disposed here.</param>
    /// <param name="identities">True persons [B], int64 in 0..<see cref="NumIdentities"/>-1; not disposed here.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public override Tensor forward(Tensor embeddings, Tensor identities)
    {
        LossGuard.PerSample(embeddings, identities);
        using var scope = NewDisposeScope();
        var directions = nn.functional.normalize(_classifier);                                    // [I, D]
        var cosines = nn.functional.linear(nn.functional.normalize(embeddings), directions);      // [B, I]
        var margins = full([embeddings.size(0), 1], -_margin, dtype: cosines.dtype, device: cosines.device);
        var lowered = cosines.scatter_add(1, identities.unsqueeze(-1), margins);                  // [B, I]
        return nn.functional.cross_entropy(lowered * _scale, identities).MoveToOuterDisposeScope();
    }
}
