using Faceptor.Core.Encoders;
using Faceptor.Core.Tensors;
using Faceptor.Distributed;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Ranks;

/// <summary>
/// Adds up what the portions of a step leave behind, here and on all other ranks: gradients, and a few numbers beside
/// them, in flat tensors.
/// </summary>
/// <remarks>
/// Sums are a binary tree over the portions, see <see cref="TreeSum"/>, so they have the same bits on any number of
/// ranks. At most log2 of the portions, plus one, copies of all gradients are alive. Sums over ranks may begin while the
/// last backward pass still runs: bucket by bucket in one order, after everything that heads and losses say to other
/// ranks in the pass, because those are run backward before the encoder. Not for use by several threads at once.
/// </remarks>
internal sealed class GradientSum : IDisposable
{
    /// <summary>Size of a bucket, unless another one is given.</summary>
    public const long BucketBytes = 25_000_000;

    private readonly ICommunicator _ranks;
    private readonly GradientBucket[] _buckets;
    private readonly int[] _starts;
    private readonly Dictionary<int, Tensor> _replicated = [];
    private readonly VisionTransformer? _encoder;
    private readonly Dictionary<int, int> _numReached = [];
    private readonly Tensor _nothing;
    private bool[] _isUsed;
    private bool _isAgreed;
    private int _numPasses;
    private int _numBegun;

    /// <summary>Begins without addends.</summary>
    /// <param name="parameters">All that may have gradients, in the same order on all ranks; of one number type.</param>
    /// <param name="ranks">The other ranks.</param>
    /// <param name="compresses">Whether gradients travel as bfloat16; what is beside them does not.</param>
    /// <param name="encoder">Tells in the backward pass which gradients are complete; null where nobody does.</param>
    /// <param name="bucketBytes">How much is summed at once; a larger parameter goes alone.</param>
    public GradientSum(
        IEnumerable<Parameter> parameters,
        ICommunicator ranks,
        bool compresses = false,
        VisionTransformer? encoder = null,
        long bucketBytes = BucketBytes)
    {
        (_ranks, _encoder) = (ranks, encoder);
        _buckets = GradientBucket.Cut(parameters, encoder, bucketBytes, compresses);
        _starts = new int[_buckets.Length + 1];
        for (var index = 0; index < _buckets.Length; index++)
        {
            _starts[index + 1] = _starts[index] + _buckets[index].Parameters.Length;
        }

        _isUsed = new bool[_starts[^1]];
        var like = _buckets.First(bucket => bucket.Parameters.Length > 0).Parameters[0];
        using var scope = NewDisposeScope();
        _nothing = zeros(1, like.dtype, like.device).DetachFromDisposeScope();
    }

    /// <summary>
    /// Runs what a step's last backward pass here comes from: while that pass runs, sums over the ranks begin with what
    /// is complete.
    /// </summary>
    /// <param name="numPasses">How often the encoder is run in it.</param>
    /// <param name="forward">Runs it.</param>
    /// <returns>What it gives.</returns>
    public T OverlapWith<T>(int numPasses, Func<T> forward)
    {
        if (_encoder is null || _ranks.NumRanks == 1)
        {
            return forward();
        }

        _numReached.Clear();
        _numPasses = numPasses;
        _encoder.BoundaryReached = Reach;
        try
        {
            return forward();
        }
        finally
        {
            _encoder.BoundaryReached = null;
        }
    }

    /// <summary>Takes the parameters' gradients, and leaves them without.</summary>
    /// <param name="others">Numbers to be summed beside them, of the same number each time; not disposed here.</param>
    public void Add(IReadOnlyList<Tensor> others)
    {
        for (var index = _numBegun; index < _buckets.Length; index++)
        {
            Add(index, index == _buckets.Length - 1 ? others : []);
        }
    }

    /// <summary>
    /// Takes the parameters' gradients as whole ones that every rank has computed alike, of what no portion's gradient
    /// is added to.
    /// </summary>
    public void TakeReplicated()
    {
        foreach (var (index, parameter) in _buckets.SelectMany(bucket => bucket.Parameters).Index())
        {
            if (parameter.grad is { } gradient)
            {
                _replicated.Add(index, gradient.DetachFromDisposeScope());
                parameter.grad = null;
            }
        }
    }

    /// <summary>
    /// Sums over this rank's portions and over all ranks, and gives the parameters their gradients; waits for the others.
    /// </summary>
    /// <returns>The sums of the numbers beside the gradients, one after another [N], owned by the caller.</returns>
    public Tensor Finish()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        while (_numBegun < _buckets.Length)
        {
            _buckets[_numBegun++].Begin(_ranks);
        }

        var sums = _buckets.Select(bucket => bucket.Finish()).ToArray();
        _numBegun = 0;
        AgreeOnUse();
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            foreach (var (place, parameter) in _buckets[bucket].Parameters.Index())
            {
                Give(parameter, _starts[bucket] + place, sums[bucket].Gradients[place]);
            }
        }

        return sums[^1].Others.clone().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_buckets, bucket => bucket.Dispose());
        _nothing.Dispose();
        foreach (var whole in _replicated.Values)
        {
            whole.Dispose();
        }
    }

    private void Add(int bucket, IReadOnlyList<Tensor> others) => _buckets[bucket].Add(
        _isUsed.AsSpan(_starts[bucket].._starts[bucket + 1]), _nothing, others);

    private void Give(Parameter parameter, int index, Tensor gradient)
    {
        if (_replicated.Remove(index, out var whole))
        {
            parameter.grad = whole;
            whole.Dispose();
        }
        else if (_isUsed[index])
        {
            parameter.grad = gradient;
        }
    }

    // Within the backward pass, on its thread.
    private void Reach(int boundary)
    {
        _numReached[boundary] = _numReached.GetValueOrDefault(boundary) + 1;
        while (_numReached[boundary] == _numPasses && _buckets[_numBegun].Boundary >= boundary)
        {
            Add(_numBegun, []);
            _buckets[_numBegun++].Begin(_ranks);
        }
    }

    // A parameter that no portion uses rests, decay included; which ones do is the same in every step.
    private void AgreeOnUse()
    {
        if (_isAgreed || _ranks.NumRanks == 1)
        {
            return;
        }

        var used = tensor(_isUsed.Select(used => used ? 1f : 0f).ToArray());
        _ranks.Max(used);
        _isUsed = [.. used.ToNumbers<float>().Select(used => used > 0)];
        _isAgreed = true;
    }
}
