using static TorchSharp.torch;

namespace Faceptor.Testing;

/// <summary>
/// Lets the threads of several ranks run one at a time, in the order of the ranks, until each comes to a meeting point or
/// its end; so tests repeat exactly, and each rank has random numbers of its own, as a process has.
/// </summary>
internal sealed class RankTurns(int numRanks) : IDisposable
{
    private readonly object _gate = new();
    private readonly bool[] _canRun = [.. Enumerable.Repeat(true, numRanks)];
    private readonly bool[] _hasMet = new bool[numRanks];
    private readonly bool[] _hasEnded = new bool[numRanks];
    private readonly Tensor[] _random =
        [.. Enumerable.Range(0, numRanks).Select(_ => random.get_rng_state().DetachFromDisposeScope())];

    private int _turn;
    private int _numWaiting;
    private string? _broken;

    /// <summary>Whose turn it is.</summary>
    public int Turn
    {
        get
        {
            lock (_gate)
            {
                return _turn;
            }
        }
    }

    /// <summary>Waits for a rank's first turn.</summary>
    public void Begin(int rank)
    {
        lock (_gate)
        {
            WaitForTurn(rank);
        }
    }

    /// <summary>Waits until all ranks are here.</summary>
    /// <exception cref="DistributedException">One of them has ended.</exception>
    public void Meet(int rank)
    {
        lock (_gate)
        {
            ThrowIfBroken();
            _hasMet[rank] = _canRun[rank] = false;
            if (++_numWaiting == numRanks)
            {
                _numWaiting = 0;
                Array.Fill(_hasMet, true);
                Array.Fill(_canRun, true);
            }

            Pass(rank);
            WaitForTurn(rank);
            if (!_hasMet[rank])
            {
                ThrowIfBroken();
            }
        }
    }

    /// <summary>A rank takes no turns any more; those that wait for it, or will, get an exception.</summary>
    public void End(int rank, Exception? failure)
    {
        lock (_gate)
        {
            _hasEnded[rank] = true;
            _broken ??= $"rank {rank} has ended" + (failure is null ? string.Empty : $": {failure.Message}");
            for (var other = 0; other < numRanks; other++)
            {
                _canRun[other] = !_hasEnded[other];
            }

            Pass(rank);
        }
    }

    public void Dispose() => Array.ForEach(_random, state => state.Dispose());

    private void Pass(int rank)
    {
        _random[rank].Dispose();
        _random[rank] = random.get_rng_state().DetachFromDisposeScope();
        // Begins with the next rank and comes to the rank itself last; when all have ended it does not matter.
        _turn = Enumerable.Range(rank + 1, numRanks).Select(next => next % numRanks).FirstOrDefault(next => _canRun[next]);
        Monitor.PulseAll(_gate);
    }

    private void WaitForTurn(int rank)
    {
        while (_turn != rank)
        {
            Monitor.Wait(_gate);
        }

        random.set_rng_state(_random[rank]);
    }

    private void ThrowIfBroken()
    {
        if (_broken is not null)
        {
            throw new DistributedException(_broken);
        }
    }
}
