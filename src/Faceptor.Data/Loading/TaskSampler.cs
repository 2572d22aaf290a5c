using System.Collections.Immutable;
using Faceptor.Data.Augmentation;

namespace Faceptor.Data.Loading;

/// <summary>
/// Decides which samples of a dataset a training step takes: every sample once a pass, each pass in an order of its
/// own, or all passes of a run in one order; without end.
/// </summary>
/// <remarks>
/// <see cref="SampleOrder.WholeRun"/> is equal in meaning to the released sampler; its random numbers are others. The
/// processes of a run share the samples of a step by their places, so that together they draw what one process would.
/// Any place of the endless order
/// is computed from the seed alone: skipping ahead costs nothing and the state is one number. Not for use by several
/// threads at once.
/// </remarks>
internal sealed class TaskSampler
{
    private readonly long _taskKey;
    private readonly int _count;
    private readonly int _batchSize;
    private readonly ImmutableArray<int> _places;
    private readonly long _seed;
    private readonly int _length;
    private RandomPermutation? _order;
    private long _orderedRound = -1;

    /// <summary>Starts at the first sample.</summary>
    /// <param name="task">The task; each has an order of its own, even at one seed and size.</param>
    /// <param name="count">Number of samples of its dataset.</param>
    /// <param name="options">Batch size, places and seed.</param>
    /// <exception cref="OptionsException">An option has a value that cannot work.</exception>
    public TaskSampler(FaceTask task, int count, BatchLoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        options.Validate();
        _taskKey = RngStreams.Of(task);
        _count = count;
        _batchSize = options.BatchSize;
        _places = options.Places ?? [.. Enumerable.Range(0, _batchSize)];
        _seed = options.Seed;
        _length = options.ShuffledSteps is { } numSteps ? numSteps * _batchSize : count;
    }

    private long NextSample { get; set; }

    /// <summary>Goes to the beginning of a step.</summary>
    /// <param name="step">From 0.</param>
    public void SkipTo(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        NextSample = step * _batchSize;
    }

    /// <summary>The samples of the next step, as many as the options have places.</summary>
    public SampleIndex[] Next()
    {
        var first = NextSample;
        NextSample += _batchSize;
        // Rising, so that a step that reaches into the next round makes its order once.
        var turns = _places.Order().ToDictionary(place => place, place => At(first + place));
        return [.. _places.Select(place => turns[place])];
    }

    // A round is what is shuffled as one list: the dataset, or the dataset repeated and cut to the length of the run.
    private SampleIndex At(long sample)
    {
        var (round, position) = Math.DivRem(sample, _length);
        if (_order is null || round != _orderedRound)
        {
            _order = new RandomPermutation(
                _length, new SeededRandom(_seed, RngStreams.Order, _taskKey, round));
            _orderedRound = round;
        }

        var (repetition, index) = Math.DivRem(_order[(int)position], _count);
        var numRepetitions = ((_length - 1) / _count) + 1;
        return new SampleIndex(index, (round * numRepetitions) + repetition);
    }
}

/// <summary>In which order training draws the samples of a dataset.</summary>
public enum SampleOrder
{
    /// <summary>
    /// Pass by pass: every sample once, then every sample again in another order. What PyTorch's <c>RandomSampler</c>
    /// does, epoch by epoch.
    /// </summary>
    Passes,

    /// <summary>
    /// The list of samples is repeated until it is as long as the whole run, cut there, and shuffled as one: within a
    /// short time a sample may come twice and another not at all. Released configuration.
    /// </summary>
    WholeRun,
}

/// <summary>A sample's turn in training.</summary>
/// <param name="Index">The sample's place in its dataset, from 0.</param>
/// <param name="Epoch">Which pass over the dataset this is, from 0.</param>
internal readonly record struct SampleIndex(int Index, long Epoch);
