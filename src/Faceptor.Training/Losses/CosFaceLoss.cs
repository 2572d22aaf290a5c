using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// Loss of identity tasks: cross-entropy over the scaled cosines between an embedding and one learned class weight a
/// identity, the true identity's cosine lowered by a margin.
/// </summary>
/// <remarks>
/// Paper: Eq. 14 (CosFace). Released configuration: the start of the class weights, U(-0.044, 0.044) for D = 512; their
/// length does not enter a cosine, but decides how far a step of AdamW turns them. The classifier is needed in training
/// only.
/// </remarks>
internal sealed class CosFaceLoss : nn.Module<Tensor, Tensor, Tensor>, ILearnedLoss
{
    /// <summary>The scale s of the released configuration.</summary>
    public const double DefaultScale = 64.0;

    /// <summary>The margin m of the released configuration.</summary>
    public const double DefaultMargin = 0.4;

    private readonly MarginOptions _numbers;
    private readonly DeferredBackwardError _backwardError = new("the CosFace loss");
    private bool _isDisposed;
#pragma warning disable IDE0044 // to(...) replaces the parameter through this field
    [ComponentName(Name = "classifier")] private Parameter _classifier;
#pragma warning restore IDE0044

    /// <summary>Creates the loss with class weights drawn evenly.</summary>
    /// <param name="numIdentities">Number of identities.</param>
    /// <param name="embedDim">Size D of the embedding.</param>
    /// <param name="scale">Factor s of the cosines.</param>
    /// <param name="margin">Amount m that the true identity's cosine is lowered by.</param>
    /// <param name="startBound">They start between minus and plus this; null takes 1/√D.</param>
    public CosFaceLoss(
        long numIdentities,
        long embedDim,
        double scale = DefaultScale,
        double margin = DefaultMargin,
        double? startBound = null)
        : base(nameof(CosFaceLoss))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numIdentities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(embedDim);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        _numbers = new MarginOptions(scale, margin);
        using var scope = NewDisposeScope();
        var bound = startBound ?? Math.Pow(embedDim, -0.5);
        var weights = empty(numIdentities, embedDim, dtype: ScalarType.Float32).uniform_(-bound, bound);
        _classifier = (Parameter)nn.Parameter(weights).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Number of identities.</summary>
    /// <exception cref="ObjectDisposedException">The loss is disposed.</exception>
    public long NumIdentities
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _classifier.size(0);
        }
    }

    /// <summary>Computes the loss.</summary>
    /// <param name="embeddings">Embeddings [B, D], of any length; not disposed here.</param>
    /// <param name="identities">True identities [B], int64 in 0..<see cref="NumIdentities"/>-1; not disposed here.</param>
    /// <returns>
    /// A scalar, owned by the caller. Its backward pass runs once and adds the classifier's gradient.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The backward pass before failed, as when memory runs out.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The loss is disposed.</exception>
    public override Tensor forward(Tensor embeddings, Tensor identities)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        LossGuard.PerSample(embeddings, identities);
        _backwardError.Finish();
        using var scope = NewDisposeScope();
        // At least float32, whatever the network computes in.
        var wide = embeddings.dtype == _classifier.dtype ? embeddings : embeddings.to(_classifier.dtype);
        return MarginSoftmax.Compute(nn.functional.normalize(wide), _classifier, identities, _numbers, _backwardError)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Frees what the backward pass has left and reports what went wrong in it; needed once after each.
    /// </summary>
    /// <exception cref="InvalidOperationException">The backward pass failed, as when memory runs out.</exception>
    public void EndBackward() => _backwardError.Finish();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_isDisposed)
        {
            _isDisposed = disposing;
            base.Dispose(disposing);
        }
    }
}
