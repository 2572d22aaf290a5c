using System.Collections.Concurrent;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Loading;

/// <summary>Batches of one dataset, prepared in the background and handed out in order.</summary>
/// <remarks>
/// What a batch holds depends on the seed and the batch's number alone, not on the number of workers. Workers share the
/// samples of a batch and touch managed memory only. An exception in a worker reaches the consumer at the batch where
/// it happened. Stopping the enumeration, or cancelling it, stops the workers.
/// </remarks>
internal sealed class BatchLoader
{
    private readonly IFaceDataset _dataset;
    private readonly ISampleTransform _transform;
    private readonly BatchLoaderOptions _options;
    private readonly WorkerPool? _workers;
    private readonly SampleReader _reader;
    private readonly ConcurrentBag<float[]> _buffers = [];

    /// <summary>Describes the batches; nothing is read yet.</summary>
    /// <param name="dataset">The samples; not disposed here.</param>
    /// <param name="transform">What is done to each of them.</param>
    /// <param name="options">Sizes and seed.</param>
    /// <param name="workers">
    /// Threads to share with other loaders; not disposed here. Null starts own ones for each enumeration.
    /// </param>
    /// <param name="onBadSample">
    /// Told about each sample that is skipped, once, on a worker's thread; see <see cref="BadSamplePolicy.Skip"/>.
    /// </param>
    /// <exception cref="OptionsException">An option has a value that cannot work.</exception>
    public BatchLoader(
        IFaceDataset dataset,
        ISampleTransform transform,
        BatchLoaderOptions options,
        WorkerPool? workers = null,
        Action<BadSample>? onBadSample = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _dataset = dataset;
        _transform = transform;
        _options = options;
        _workers = workers;
        _reader = new SampleReader(dataset, transform, options, onBadSample);
    }

    /// <summary>Different samples that were skipped so far.</summary>
    public int NumBadSamples => _reader.NumBadSamples;

    private int ImageLength => 3 * _transform.SidePx * _transform.SidePx;

    /// <summary>
    /// Endless shuffled batches, see <see cref="TaskSampler"/>; a batch may reach into the next pass.
    /// </summary>
    /// <param name="firstBatch">Number of the first batch, from 0; lets training resume where it stopped.</param>
    /// <param name="cancellationToken">Stops the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DatasetException">A sample is missing or broken.</exception>
    public IEnumerable<TaskBatch> Train(long firstBatch = 0, CancellationToken cancellationToken = default)
    {
        var sampler = CreateSampler();
        sampler.SkipTo(firstBatch);
        return Run(Draw(sampler), cancellationToken);
    }

    private static IEnumerable<SampleIndex[]> Draw(TaskSampler sampler)
    {
        while (true)
        {
            yield return sampler.Next();
        }
    }

    private TaskSampler CreateSampler() => new(_dataset.Task, _dataset.Count, _options);

    private IEnumerable<TaskBatch> Run(IEnumerable<SampleIndex[]> plan, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = stop.Token;
        using var ownWorkers = _workers is null ? new WorkerPool(_options.NumWorkers) : null;
        var workers = _workers ?? ownWorkers!;
        var pending = new Queue<PendingBatch>();
        try
        {
            using var turns = plan.GetEnumerator();
            var hasMore = true;
            while (true)
            {
                while (hasMore && pending.Count < _options.Prefetch && (hasMore = turns.MoveNext()))
                {
                    pending.Enqueue(Start(turns.Current, workers, token));
                }

                if (!pending.TryPeek(out var next))
                {
                    yield break;
                }

                cancellationToken.ThrowIfCancellationRequested();

                // GetResult rethrows the worker's own exception; waiting for cancellation too, because a slow disk may
                // hold a worker.
                var labels = next.Labels.WaitAsync(cancellationToken).GetAwaiter().GetResult();
                pending.Dequeue();
                yield return new TaskBatch(
                    _dataset.Task,
                    next.NumImages,
                    _transform.SidePx,
                    next.Images,
                    Collate.Pack(labels, _transform.SidePx),
                    Release)
                {
                    Samples = _options.BadSamples == BadSamplePolicy.Stop ? next.Samples : null,
                };
            }
        }
        finally
        {
            stop.Cancel();
            foreach (var batch in pending)
            {
                // Nobody may close the dataset under a worker that still reads. What abandoned workers throw concerns
                // nobody.
                ((IAsyncResult)batch.Labels).AsyncWaitHandle.WaitOne();
                _ = batch.Labels.Exception;
            }
        }
    }

    private PendingBatch Start(SampleIndex[] turns, WorkerPool workers, CancellationToken token)
    {
        var batch = new PendingBatch(turns, Rent(turns.Length * ImageLength));
        for (var i = 0; i < turns.Length; i++)
        {
            var place = i;
            workers.Add(() => batch.Prepare(
                place, (turn, planes) => _reader.Prepare(turn, _options.BadSamples, planes.Span), token));
        }

        return batch;
    }

    // Whole batches are large and all alike, so a bag of them serves better than a general pool of arrays.
    private float[] Rent(int length) =>
        length == _options.NumPlaces * ImageLength && _buffers.TryTake(out var buffer)
            ? buffer
            : GC.AllocateUninitializedArray<float>(length);

    private void Release(float[] buffer)
    {
        if (buffer.Length == _options.NumPlaces * ImageLength && _buffers.Count < _options.Prefetch)
        {
            _buffers.Add(buffer);
        }
    }
}
