using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Faceptor.Data.Loading;

/// <summary>How a <see cref="BatchLoader"/> works.</summary>
internal sealed record BatchLoaderOptions
{
    /// <summary>Samples of a step, on all processes. Released configuration: 32 to 256, by task.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Threads that prepare samples, when the loader is not given a <see cref="WorkerPool"/>. Our choice: 2; results do
    /// not depend on it.
    /// </summary>
    public int NumWorkers { get; init; } = 2;

    /// <summary>Batches that may wait or be in preparation; bounds the memory. Our choice: 4.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Seed of the order and of every random draw.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Which of a step's samples are prepared, by their places from 0, and in which order; null for all. The others are
    /// another process's.
    /// </summary>
    public ImmutableArray<int>? Places { get; init; }

    /// <summary>Samples that are prepared for a step.</summary>
    public int NumPlaces => Places?.Length ?? BatchSize;

    /// <summary>
    /// Steps of the run, whose samples are shuffled together as <see cref="SampleOrder.WholeRun"/>; null shuffles each
    /// pass by itself, as <see cref="SampleOrder.Passes"/>. After these steps another order begins.
    /// </summary>
    public int? ShuffledSteps { get; init; }

    /// <summary>What training does about a sample that cannot be read. Evaluation always stops.</summary>
    public BadSamplePolicy BadSamples { get; init; }

    /// <summary>
    /// Different samples that may be skipped before training stops after all. Our choice: 100; more of them are no
    /// accident.
    /// </summary>
    public int MaxBadSamples { get; init; } = 100;

    /// <summary>Told which samples were skipped, on a worker's thread; null for nobody.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="OptionsException">A value cannot work.</exception>
    public void Validate()
    {
        Require(BatchSize, 1, nameof(BatchSize));
        Require(NumWorkers, 1, nameof(NumWorkers));
        Require(Prefetch, 1, nameof(Prefetch));
        Require(MaxBadSamples, 0, nameof(MaxBadSamples));
        Require(ShuffledSteps ?? 1, 1, nameof(ShuffledSteps));
        if ((decimal)(ShuffledSteps ?? 0) * BatchSize > int.MaxValue)
        {
            throw new OptionsException(
                nameof(ShuffledSteps),
                $"expected at most {int.MaxValue} samples in a run, got {ShuffledSteps} steps of "
                + $"{BatchSize}; shuffle pass by pass (sampleOrder: passes).");
        }

        if (Places is { } places && (places.IsEmpty || places.Any(place => place < 0 || place >= BatchSize)))
        {
            throw new OptionsException(
                nameof(Places),
                $"expected places from 0 to {BatchSize - 1}, at least one, got [{string.Join(", ", places)}].");
        }
    }

    private static void Require(int value, int least, string member)
    {
        if (value < least)
        {
            throw new OptionsException(member, $"expected at least {least}, got {value}.");
        }
    }
}
