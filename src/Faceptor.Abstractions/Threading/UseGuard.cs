namespace Faceptor;

/// <summary>
/// Counts who is using an object that owns native memory, so that nobody frees the memory under them and nobody uses
/// it afterwards.
/// </summary>
/// <param name="owner">The object.</param>
/// <remarks>May be used by several threads at once.</remarks>
internal sealed class UseGuard(object owner)
{
    private readonly object _gate = new();
    private int _numUses;
    private int _numHolds;
    private bool _isClosed;

    /// <summary>Begins a use; dispose what comes back at its end.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public IDisposable Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, owner);
            _numUses++;
        }

        return new Use(this, isHold: false);
    }

    /// <summary>Begins a use of many calls, too long to wait for; dispose what comes back at its end.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public IDisposable Hold()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, owner);
            _numHolds++;
        }

        return new Use(this, isHold: true);
    }

    /// <summary>Refuses an object that is disposed, for members that are done at once.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public void Require()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, owner);
        }
    }

    /// <summary>Begins the end: nobody may enter any more, and those who have are waited for.</summary>
    /// <returns>Whether the memory is to be freed now; false for all calls but the first.</returns>
    /// <exception cref="InvalidOperationException">Somebody holds the object; it stays as it is.</exception>
    public bool Close()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            if (_numHolds > 0)
            {
                throw AtWork();
            }

            _isClosed = true;
            while (_numUses > 0)
            {
                Monitor.Wait(_gate);
            }

            return true;
        }
    }

    /// <summary>As <see cref="Close"/> for uses that last too long to wait for: it refuses instead.</summary>
    /// <returns>Whether the memory is to be freed now; false for all calls but the first.</returns>
    /// <exception cref="InvalidOperationException">Somebody is using the object; it stays as it is.</exception>
    public bool CloseUnlessUsed()
    {
        lock (_gate)
        {
            if (_numUses + _numHolds > 0)
            {
                throw AtWork();
            }

            var isFirst = !_isClosed;
            _isClosed = true;
            return isFirst;
        }
    }

    private InvalidOperationException AtWork() => new(
        $"{owner.GetType().Name} is at work and cannot be disposed; cancel the work and wait for its end.");

    private void Leave(bool isHold)
    {
        lock (_gate)
        {
            _ = isHold ? _numHolds-- : _numUses--;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Use(UseGuard guard, bool isHold) : IDisposable
    {
        private UseGuard? _guard = guard;

        public void Dispose() => Interlocked.Exchange(ref _guard, null)?.Leave(isHold);
    }
}
