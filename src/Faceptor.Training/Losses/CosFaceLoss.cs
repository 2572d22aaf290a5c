using Faceptor.Core.Tensors;
using Faceptor.Distributed;
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
/// only. Our choice: with more than one shard a rank holds only its part of the class weights
/// (<see cref="ShardedMarginSoftmax"/>). Then a step has as many portions as shards; of R ranks each computes
/// V/R consecutive portions, and all call <see cref="forward"/>, the backward pass and <see cref="TakeGradient"/> at the
/// same time: the loss is called even for a portion without a sample. On the processor bits are the same for every R
/// where V and R are powers of two.
/// </remarks>
internal sealed class CosFaceLoss : nn.Module<Tensor, Tensor, Tensor>, ILearnedLoss
{
    /// <summary>The scale s of the released configuration.</summary>
    public const double DefaultScale = 64.0;

    /// <summary>The margin m of the released configuration.</summary>
    public const double DefaultMargin = 0.4;

    /// <summary>The class weights' name in checkpoints.</summary>
    public const string ClassifierName = "classifier";

    private readonly MarginOptions _numbers;
    private readonly ICommunicator _ranks;
    private readonly ShardGradients _gradients;
    private readonly DeferredBackwardError _backwardError = new("the CosFace loss");
    private int[]? _numSamples;
    private bool _isDisposed;
#pragma warning disable IDE0044 // to(...) replaces the parameter through this field
    [ComponentName(Name = ClassifierName)] private Parameter _classifier;
#pragma warning restore IDE0044

    /// <summary>Creates the loss with class weights drawn evenly.</summary>
    /// <param name="numIdentities">Number of identities.</param>
    /// <param name="embedDim">Size D of the embedding.</param>
    /// <param name="scale">Factor s of the cosines.</param>
    /// <param name="margin">Amount m that the true identity's cosine is lowered by.</param>
    /// <param name="startBound">They start between minus and plus this; null takes 1/√D.</param>
    /// <param name="numShards">Number V of parts that classes are cut into, a multiple of the number of ranks.</param>
    /// <param name="ranks">Joins the ranks; null is one. Not disposed here.</param>
    public CosFaceLoss(
        long numIdentities,
        long embedDim,
        double scale = DefaultScale,
        double margin = DefaultMargin,
        double? startBound = null,
        int numShards = 1,
        ICommunicator? ranks = null)
        : base(nameof(CosFaceLoss))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numIdentities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(embedDim);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        _ranks = ranks ?? SingleRank.Instance;
        Shards = new ClassShards(numIdentities, numShards, _ranks.Rank, _ranks.NumRanks);
        _gradients = new ShardGradients(Shards);
        _numbers = new MarginOptions(scale, margin);
        using var scope = NewDisposeScope();
        var bound = startBound ?? Math.Pow(embedDim, -0.5);
        // Every rank draws all of them, so that they, and what is drawn next, do not depend on the number of ranks.
        var weights = empty(numIdentities, embedDim, dtype: ScalarType.Float32).uniform_(-bound, bound);
        var own = _ranks.NumRanks == 1 ? weights : Shards.Slice(weights).clone();
        _classifier = (Parameter)nn.Parameter(own).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Number of identities, of all ranks.</summary>
    /// <exception cref="ObjectDisposedException">The loss is disposed.</exception>
    public long NumIdentities
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return Shards.NumClasses;
        }
    }

    /// <summary>Which identities' class weights this rank holds.</summary>
    public ClassShards Shards { get; }

    /// <summary>
    /// Whether there is more than one shard. If so, the gradient of the class weights comes from
    /// <see cref="TakeGradient"/>, else it is in its place after each backward pass.
    /// </summary>
    public bool IsSharded => Shards.NumShards > 1;

    /// <summary>This rank's class weights [<see cref="ClassShards.NumRows"/>, D].</summary>
    /// <exception cref="ObjectDisposedException">The loss is disposed.</exception>
    public Parameter ClassWeights
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _classifier;
        }
    }

    /// <summary>
    /// Says how many samples the ranks' portions of the next round have, which ranks otherwise tell each other.
    /// </summary>
    /// <param name="numSamples">A number for each rank, the same on all.</param>
    /// <exception cref="ArgumentException">They are not as many as ranks.</exception>
    public void AnnounceRound(params ReadOnlySpan<int> numSamples)
    {
        if (numSamples.Length != _ranks.NumRanks)
        {
            throw new ArgumentException(
                $"expected the numbers of samples of {_ranks.NumRanks} ranks, got {numSamples.Length}.",
                nameof(numSamples));
        }

        _numSamples = numSamples.ToArray();
    }

    /// <summary>Computes the loss; when sharded, of this rank's portion, together with all ranks.</summary>
    /// <param name="embeddings">Embeddings [B, D], of any length; not disposed here.</param>
    /// <param name="identities">
    /// True identities [B], int64 in 0..<see cref="NumIdentities"/>-1; not disposed here.
    /// </param>
    /// <returns>
    /// A scalar, owned by the caller: the mean over these samples. Its backward pass runs once and adds the
    /// classifier's gradient.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// Embeddings and identities do not fit together, or not what <see cref="AnnounceRound"/> was told.
    /// </exception>
    /// <exception cref="DistributedException">Another rank is gone.</exception>
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
        var directions = nn.functional.normalize(wide);
        var loss = IsSharded
            ? ShardedMarginSoftmax.Compute(
                directions,
                identities,
                new ShardedCall(
                    _classifier, Shards, _numbers, NextRound(embeddings.size(0)), _gradients, _backwardError))
            : MarginSoftmax.Compute(directions, _classifier, identities, _numbers, _backwardError);
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The gradient of this rank's class weights over all portions of a step; once after the last round.
    /// </summary>
    /// <returns>
    /// [<see cref="ClassShards.NumRows"/>, D], owned by the caller, outside of dispose scopes; null where the
    /// classifier does not learn. It is not to be summed over ranks.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// Portions were more or fewer than shards, or there is only one shard.
    /// </exception>
    public Tensor? TakeGradient()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!IsSharded)
        {
            throw new InvalidOperationException("the gradient of a classifier of one shard is in its place.");
        }

        return _classifier.requires_grad ? _gradients.Take() : null;
    }

    /// <summary>
    /// The squared norm of each shard's gradient, apart so that the bits do not depend on the number of ranks.
    /// </summary>
    /// <param name="gradient">Of <see cref="TakeGradient"/>, scaled as it may be; not disposed here.</param>
    /// <returns>
    /// [V] of the gradient's type, 0 for the shards of other ranks, to be summed over ranks; owned by the caller.
    /// </returns>
    public Tensor SquaredNorms(Tensor gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var all = zeros([Shards.NumShards], gradient.dtype, gradient.device);
        var own = stack(Enumerable.Range(0, Shards.NumOwnShards).Select(index =>
        {
            var (first, count) = Shards.OwnShard(index);
            // By rows first, which is closer: libtorch adds a million squares to one float32 otherwise.
            return gradient.narrow(0, first, count).norm(1).norm().Squared();
        }));
        all.narrow(0, (long)Shards.Rank * Shards.NumOwnShards, Shards.NumOwnShards).copy_(own);
        return all.MoveToOuterDisposeScope();
    }

    /// <summary>The class weights of all ranks, for a checkpoint; every rank calls it at the same time.</summary>
    /// <returns>[I, D] on every rank, owned by the caller.</returns>
    /// <exception cref="DistributedException">Another rank is gone.</exception>
    public Tensor Gather() => GatherRows(ClassWeights);

    /// <summary>Brings rows that belong to the classes together; every rank calls it at the same time.</summary>
    /// <param name="own">This rank's [<see cref="ClassShards.NumRows"/>, ...], such as a moment; not disposed here.</param>
    /// <returns>[I, ...] on every rank, owned by the caller.</returns>
    /// <exception cref="DistributedException">Another rank is gone.</exception>
    public Tensor GatherRows(Tensor own) => Shards.GatherRows(own, _ranks);

    /// <summary>Takes this rank's rows of the class weights of a checkpoint.</summary>
    /// <param name="whole">[I, D]; not disposed here.</param>
    /// <exception cref="ArgumentException">The shape is another one.</exception>
    public void Scatter(Tensor whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        if (whole.dim() != 2 || whole.size(1) != ClassWeights.size(1))
        {
            throw new ArgumentException(
                $"expected class weights [{NumIdentities}, {_classifier.size(1)}], got the shape "
                + $"[{string.Join(", ", whole.shape)}].",
                nameof(whole));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        _classifier.copy_(Shards.Slice(whole));
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
            if (disposing)
            {
                _gradients.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private PortionRound NextRound(long ownSamples)
    {
        var numSamples = _numSamples ?? TellSamples(ownSamples);
        _numSamples = null;
        return numSamples[_ranks.Rank] == ownSamples
            ? new PortionRound(numSamples, _ranks)
            : throw new ArgumentException(
                $"this rank's portion was announced with {numSamples[_ranks.Rank]} samples and has {ownSamples}.");
    }

    private int[] TellSamples(long ownSamples)
    {
        using var scope = NewDisposeScope();
        var all = zeros([_ranks.NumRanks], ScalarType.Int64);
        _ranks.AllGather(tensor([ownSamples], ScalarType.Int64), all);
        return [.. all.data<long>().Select(count => (int)count)];
    }
}
