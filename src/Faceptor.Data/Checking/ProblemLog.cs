using System.Collections.Immutable;

namespace Faceptor.Data.Checking;

/// <summary>Collects problems from several threads; describes the first ones and counts all.</summary>
internal sealed class ProblemLog(int maxProblems)
{
    private readonly Lock _turn = new();
    private readonly List<(long Place, DatasetProblem Problem)> _problems = [];

    public int Count { get; private set; }

    /// <summary>Adds a problem.</summary>
    /// <param name="place">Where it stands among the others, so that the list does not depend on the threads.</param>
    /// <param name="problem">What is wrong.</param>
    public void Add(long place, DatasetProblem problem)
    {
        lock (_turn)
        {
            Count++;
            _problems.Add((place, problem));
            if (_problems.Count > 2 * maxProblems)
            {
                Cut();
            }
        }
    }

    public ImmutableArray<DatasetProblem> ToList()
    {
        lock (_turn)
        {
            Cut();
            return [.. _problems.Select(entry => entry.Problem)];
        }
    }

    private void Cut()
    {
        _problems.Sort((left, right) => left.Place.CompareTo(right.Place));
        _problems.RemoveRange(Math.Min(maxProblems, _problems.Count), Math.Max(0, _problems.Count - maxProblems));
    }
}
