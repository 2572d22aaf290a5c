namespace Faceptor.Evaluation;

/// <summary>
/// What is counted for a split and for each of its subsets, so that overlapping subsets cost no further pass over the
/// network.
/// </summary>
/// <typeparam name="T">The counts of one of them.</typeparam>
internal sealed class SplitScores<T>
{
    private readonly List<(string Split, HashSet<int>? Members, T Scores)> _splits;

    public SplitScores(IEvaluationSource source, Func<T> start)
    {
        _splits =
        [
            (source.Split, null, start()),
            .. source.Subsets.Select(subset => (subset.Split, (HashSet<int>?)[.. subset.Indices], start())),
        ];
    }

    /// <summary>Samples that were added.</summary>
    public int Count { get; private set; }

    /// <summary>Hands the counts that the next sample belongs to.</summary>
    public void AddNext(Action<T> add)
    {
        foreach (var (_, members, scores) in _splits)
        {
            if (members is null || members.Contains(Count))
            {
                add(scores);
            }
        }

        Count++;
    }

    /// <summary>The records of the split and of every subset that had samples.</summary>
    public IReadOnlyList<MetricRecord> Records(
        IEvaluationSource source, Func<string, T, IEnumerable<MetricRecord>> describe)
    {
        if (Count == 0)
        {
            throw EvaluationPass.Empty(source);
        }

        return
        [
            .. _splits.Where(entry => entry.Members is null || entry.Members.Any(index => index < Count))
                .SelectMany(entry => describe(entry.Split, entry.Scores)),
        ];
    }
}
