using System.Collections.Concurrent;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faceptor.Data.Loading;

/// <summary>
/// Reads and prepares one sample, with the random numbers that belong to it; deals with those that cannot be read.
/// </summary>
/// <remarks>Safe for use by several threads at once.</remarks>
internal sealed class SampleReader
{
    // A dataset in which so many samples in a row cannot be read is not one with a few bad files.
    private const int MaxReplacements = 20;

    private readonly IFaceDataset _dataset;
    private readonly ISampleTransform _transform;
    private readonly BatchLoaderOptions _options;
    private readonly Action<BadSample>? _onBadSample;
    private readonly ConcurrentDictionary<int, DatasetException> _bad = new();
    private readonly long _taskKey;
    private readonly ILogger _logger;

    public SampleReader(
        IFaceDataset dataset,
        ISampleTransform transform,
        BatchLoaderOptions options,
        Action<BadSample>? onBadSample)
    {
        _dataset = dataset;
        _transform = transform;
        _options = options;
        _onBadSample = onBadSample;
        _logger = options.Logger ?? NullLogger.Instance;
        _taskKey = RngStreams.Of(dataset.Task);
    }

    /// <summary>Different samples that could not be read so far.</summary>
    public int NumBadSamples => _bad.Count;

    /// <summary>Prepares a sample, or the one that takes its place.</summary>
    /// <param name="turn">Whose turn it is.</param>
    /// <param name="policy">What to do when it cannot be read.</param>
    /// <param name="planes">Receives normalised RGB planes [3, S, S].</param>
    public FaceLabel Prepare(SampleIndex turn, BadSamplePolicy policy, Span<float> planes)
    {
        var index = turn.Index;
        SeededRandom? replacements = null;
        for (var attempt = 0; ; attempt++)
        {
            if (!_bad.TryGetValue(index, out var problem))
            {
                try
                {
                    var random = new SeededRandom(_options.Seed, RngStreams.Sample, _taskKey, turn.Epoch, index);
                    var place = index;
                    return SampleGuard.Prepare(
                        _transform,
                        SampleGuard.Read(_dataset, index),
                        random,
                        planes,
                        () => SampleGuard.PlaceOf(_dataset, place)).Label;
                }
                catch (DatasetException error)
                {
                    if (policy == BadSamplePolicy.Stop)
                    {
                        throw;
                    }

                    Note(index, problem = error);
                }
            }

            if (attempt == MaxReplacements)
            {
                throw new DatasetException(
                    problem.Path,
                    $"{MaxReplacements + 1} samples in a row cannot be read, this one last ({problem.Message}); "
                    + "check the dataset.",
                    innerException: problem);
            }

            replacements ??= new SeededRandom(
                _options.Seed, RngStreams.Replacement, _taskKey, turn.Epoch, turn.Index);
            index = replacements.NextInt(_dataset.Count);
        }
    }

    private void Note(int index, DatasetException problem)
    {
        if (!_bad.TryAdd(index, problem))
        {
            return;
        }

        DataLog.SampleSkipped(_logger, index, _dataset.Task.Id);
        DataLog.SampleProblem(_logger, index, _dataset.Task.Id, _dataset.GetName(index), problem.Message);
        _onBadSample?.Invoke(new BadSample(index, _dataset.GetName(index), problem));
        if (_bad.Count > _options.MaxBadSamples)
        {
            throw new DatasetException(
                problem.Path,
                $"{_bad.Count} samples of {_dataset.Task.DatasetName} cannot be read, "
                + $"{_options.MaxBadSamples} may be skipped, this is the last of them ({problem.Message}); "
                + "check the dataset or allow more.",
                innerException: problem);
        }
    }
}
