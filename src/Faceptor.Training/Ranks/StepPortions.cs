using System.Collections.Immutable;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Ranks;

/// <summary>
/// How the samples of a step are spread over its portions, and which portions are computed here. What a portion holds
/// depends on the recipe alone, never on the number of ranks.
/// </summary>
/// <remarks>
/// Dense and other tasks have images of different cost, so each kind is spread by itself: its samples, one task after
/// another, are dealt out like cards. Portions then differ by one image of a kind at most, every task is spread as
/// evenly as can be, and tasks with fewer samples than there are portions do not all fall to the same ones. Ranks
/// compute neighbouring portions, whose sums are subtrees of the step's sum.
/// </remarks>
internal sealed class StepPortions
{
    private readonly Dictionary<FaceTask, (int Offset, int BatchSize)> _tasks = [];
    private readonly int _rank;

    /// <summary>Spreads the samples.</summary>
    /// <param name="options">Tasks, batch sizes, portions.</param>
    /// <param name="rank">This process, from 0.</param>
    /// <param name="numRanks">Processes of the run.</param>
    /// <exception cref="OptionsException">The ranks cannot share the portions evenly.</exception>
    public StepPortions(TrainingOptions options, int rank = 0, int numRanks = 1)
    {
        ArgumentNullException.ThrowIfNull(options);
        NumPortions = options.Portions;
        if (NumPortions % numRanks != 0)
        {
            var larger = ((NumPortions / numRanks) + 1) * numRanks;
            throw new OptionsException(
                "portions",
                $"{numRanks} processes cannot share the {NumPortions} portions of a step evenly; start as many as divide "
                + $"{NumPortions}, or give --portions {larger} (the result then differs in its last bits).");
        }

        _rank = rank;
        NumOwn = NumPortions / numRanks;
        foreach (var isDense in new[] { true, false })
        {
            var offset = 0;
            foreach (var entry in options.Tasks.Where(entry => entry.Task.IsDense == isDense))
            {
                _tasks.Add(entry.Task, (offset, entry.BatchSize));
                offset += entry.BatchSize;
            }
        }
    }

    /// <summary>Portions of a step.</summary>
    public int NumPortions { get; }

    /// <summary>Portions that are computed here.</summary>
    public int NumOwn { get; }

    /// <summary>The portions that are computed here.</summary>
    public IEnumerable<int> Own => Enumerable.Range(_rank * NumOwn, NumOwn);

    /// <summary>The places in a task's batch that are computed here, one portion after another.</summary>
    public ImmutableArray<int> OwnPlaces(FaceTask task) => [.. Own.SelectMany(portion => PlacesOf(task, portion))];

    /// <summary>The places in a task's batch that belong to a portion, rising.</summary>
    public IEnumerable<int> PlacesOf(FaceTask task, int portion)
    {
        var (offset, batchSize) = _tasks[task];
        var first = ((portion - offset) % NumPortions + NumPortions) % NumPortions;
        for (var place = first; place < batchSize; place += NumPortions)
        {
            yield return place;
        }
    }

    /// <summary>Samples of a task in a portion, of any rank.</summary>
    public int CountOf(FaceTask task, int portion) => PlacesOf(task, portion).Count();

    /// <summary>Samples of a task in the portions that all ranks compute at the same time as one of them computes its own.</summary>
    /// <param name="task">The task.</param>
    /// <param name="portion">A portion of any rank.</param>
    /// <returns>A number for each rank.</returns>
    public int[] CountsOfRound(FaceTask task, int portion) =>
    [
        .. Enumerable.Range(0, NumPortions / NumOwn).Select(rank => CountOf(task, (rank * NumOwn) + (portion % NumOwn))),
    ];

    /// <summary>Where a portion's samples lie in a batch of <see cref="OwnPlaces"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="portion">One of <see cref="Own"/>.</param>
    public (int First, int Length) RangeOf(FaceTask task, int portion) => (
        Own.TakeWhile(earlier => earlier < portion).Sum(earlier => CountOf(task, earlier)), CountOf(task, portion));
}
