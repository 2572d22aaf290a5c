using System.Collections.Concurrent;

namespace Faceptor.Data.Loading;

/// <summary>Threads that decode and prepare samples; several loaders may share them.</summary>
/// <remarks>
/// Work is done in the order in which it came, whoever gave it. Threads of their own rather than the shared pool's:
/// decoding would otherwise hold up everything else in the process that waits for a pool thread.
/// </remarks>
internal sealed class WorkerPool : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread[] _threads;
    private bool _isDisposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="numWorkers">How many; at least 1.</param>
    public WorkerPool(int numWorkers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numWorkers);
        _threads = new Thread[numWorkers];
        for (var i = 0; i < numWorkers; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"faceptor data {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Number of threads.</summary>
    public int NumWorkers => _threads.Length;

    /// <summary>Waits for the work that is there, then ends the threads.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _work.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _work.Dispose();
    }

    /// <summary>Adds work, which must not throw.</summary>
    /// <exception cref="ObjectDisposedException">The threads have ended.</exception>
    internal void Add(Action work)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), this);
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException) when (_work.IsAddingCompleted)
        {
            throw new ObjectDisposedException(nameof(WorkerPool));
        }
    }

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
