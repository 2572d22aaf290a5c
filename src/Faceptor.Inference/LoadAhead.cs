using System.Threading.Channels;

namespace Faceptor.Inference;

/// <summary>Reads requests of a stream ahead, a few at once, and hands them out in their order.</summary>
internal sealed class LoadAhead : IAsyncDisposable
{
    private readonly Channel<Task<LoadedRequest>> _loading;
    private readonly CancellationTokenSource _stop;
    private readonly int _batchSize;
    private readonly Task _reading;

    /// <summary>Begins to read.</summary>
    /// <param name="requests">The stream.</param>
    /// <param name="load">Reads one; called on several threads.</param>
    /// <param name="batchSize">How many are read ahead, and handed out together at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public LoadAhead(
        IAsyncEnumerable<AnalysisRequest> requests,
        Func<AnalysisRequest, LoadedRequest> load,
        int batchSize,
        CancellationToken cancellationToken)
    {
        _batchSize = batchSize;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _loading = Channel.CreateBounded<Task<LoadedRequest>>(
            new BoundedChannelOptions(batchSize) { SingleReader = true, SingleWriter = true });
        _reading = Task.Run(() => ReadAsync(requests, load), CancellationToken.None);
    }

    /// <summary>The next requests: what is read by now, at least one.</summary>
    /// <returns>None at the stream's end.</returns>
    public async ValueTask<LoadedRequest[]> NextAsync()
    {
        var batch = new List<LoadedRequest>(_batchSize);
        while (batch.Count < _batchSize)
        {
            if (batch.Count > 0 && !(_loading.Reader.TryPeek(out var next) && next.IsCompleted))
            {
                break;
            }

            if (!await _loading.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                await _reading.ConfigureAwait(false); // what went wrong in the stream itself
                break;
            }

            if (_loading.Reader.TryRead(out var loading))
            {
                batch.Add(await loading.ConfigureAwait(false));
            }
        }

        return [.. batch];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was told to.
        }
        catch (Exception)
        {
            // NextAsync has told it, or nobody wants to know any more.
        }

        while (_loading.Reader.TryRead(out var loading))
        {
            await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<AnalysisRequest> requests, Func<AnalysisRequest, LoadedRequest> load)
    {
        try
        {
            await foreach (var request in requests.WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                await _loading.Writer.WaitToWriteAsync(_stop.Token).ConfigureAwait(false);
                await _loading.Writer.WriteAsync(Task.Run(() => load(request), _stop.Token), _stop.Token)
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            _loading.Writer.Complete();
        }
    }
}
