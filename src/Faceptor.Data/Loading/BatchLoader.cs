using Faceptor.Core.Errors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Loading;

/// <summary>Batches of one dataset, prepared in the background and handed out in order.</summary>
/// <remarks>
/// What a batch holds depends on the seed and the batch's number alone, not on the number of workers. Workers touch
/// managed memory only. An exception in a worker reaches the consumer at the batch where it happened. Stopping the
/// enumeration, or cancelling it, stops the workers.
/// </remarks>
public sealed class BatchLoader
{
    // Told apart from the epoch so that order and draws come from different streams.
    private const long OrderStream = 1;
    private const long SampleStream = 2;

    private readonly IFaceDataset _dataset;
    private readonly ISamplePreparer _preparer;
    private readonly BatchLoaderOptions _options;

    /// <summary>Describes the batches; nothing is read yet.</summary>
    /// <param name="dataset">The samples; not disposed here.</param>
    /// <param name="preparer">What is done to each of them.</param>
    /// <param name="options">Sizes and seed.</param>
    /// <exception cref="OptionsException">An option has a value that cannot work.</exception>
    public BatchLoader(IFaceDataset dataset, ISamplePreparer preparer, BatchLoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(preparer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _dataset = dataset;
        _preparer = preparer;
        _options = options;
    }

    /// <summary>Batches in one evaluation pass; the last one may be smaller.</summary>
    public int NumEvaluationBatches => (_dataset.Count + _options.BatchSize - 1) / _options.BatchSize;

    /// <summary>
    /// Endless shuffled batches; each pass over the dataset has an order of its own, and a batch may reach into the
    /// next pass.
    /// </summary>
    /// <param name="firstBatch">Number of the first batch, from 0; lets training resume where it stopped.</param>
    /// <param name="cancellationToken">Stops the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DatasetException">A sample is missing or broken.</exception>
    public IEnumerable<TaskBatch> Train(long firstBatch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        return Run(PlanTraining(firstBatch), cancellationToken);
    }

    /// <summary>Every sample once, in the dataset's order.</summary>
    /// <param name="cancellationToken">Stops the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DatasetException">A sample is missing or broken.</exception>
    public IEnumerable<TaskBatch> Evaluate(CancellationToken cancellationToken = default) =>
        Run(PlanEvaluation(), cancellationToken);

    private IEnumerable<SampleTurn[]> PlanTraining(long firstBatch)
    {
        var count = _dataset.Count;
        var order = new int[count];
        var orderedEpoch = -1L;
        for (var next = firstBatch * _options.BatchSize; ; next += _options.BatchSize)
        {
            var turns = new SampleTurn[_options.BatchSize];
            for (var place = 0; place < turns.Length; place++)
            {
                var (epoch, position) = Math.DivRem(next + place, count);
                if (epoch != orderedEpoch)
                {
                    Order(order, epoch);
                    orderedEpoch = epoch;
                }

                turns[place] = new SampleTurn(order[position], epoch);
            }

            yield return turns;
        }
    }

    private IEnumerable<SampleTurn[]> PlanEvaluation()
    {
        for (var first = 0; first < _dataset.Count; first += _options.BatchSize)
        {
            yield return
            [
                .. Enumerable.Range(first, Math.Min(_options.BatchSize, _dataset.Count - first))
                    .Select(index => new SampleTurn(index, 0)),
            ];
        }
    }

    private void Order(int[] order, long epoch)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        new SeededRandom(_options.Seed, OrderStream, epoch).Shuffle(order);
    }

    private IEnumerable<TaskBatch> Run(IEnumerable<SampleTurn[]> plan, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = stop.Token;
        var factory = new TaskFactory(
            token,
            TaskCreationOptions.DenyChildAttach,
            TaskContinuationOptions.None,
            new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, _options.NumWorkers).ConcurrentScheduler);
        var pending = new Queue<Task<TaskBatch>>();
        try
        {
            using var turns = plan.GetEnumerator();
            var hasMore = true;
            while (true)
            {
                while (hasMore && pending.Count < _options.Prefetch && (hasMore = turns.MoveNext()))
                {
                    var batch = turns.Current;
                    pending.Enqueue(factory.StartNew(() => Prepare(batch, token)));
                }

                if (pending.Count == 0)
                {
                    yield break;
                }

                yield return Await(pending.Dequeue(), cancellationToken);
            }
        }
        finally
        {
            stop.Cancel();
            try
            {
                // Nobody may close the dataset under a worker that still reads.
                Task.WaitAll([.. pending], CancellationToken.None);
            }
            catch (AggregateException)
            {
                // What abandoned workers still throw concerns nobody.
            }
        }
    }

    private static TaskBatch Await(Task<TaskBatch> task, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // GetResult rethrows the worker's own exception; waiting for cancellation too, because a slow disk may hold a
        // worker.
        return task.WaitAsync(cancellationToken).GetAwaiter().GetResult();
    }

    private TaskBatch Prepare(SampleTurn[] turns, CancellationToken token)
    {
        var imageLength = 3 * _preparer.SidePx * _preparer.SidePx;
        var images = new float[(long)turns.Length * imageLength];
        var labels = new FaceLabel[turns.Length];
        for (var place = 0; place < turns.Length; place++)
        {
            token.ThrowIfCancellationRequested();
            var (index, epoch) = turns[place];
            var random = new SeededRandom(
                _options.Seed, SampleStream, SeededRandom.SeedOf(_dataset.Task.Id), epoch, index);
            var prepared = _preparer.Prepare(
                _dataset.Read(index),
                random,
                images.AsSpan(place * imageLength, imageLength));
            labels[place] = prepared.Label;
        }

        return new TaskBatch(
            _dataset.Task,
            turns.Length,
            _preparer.SidePx,
            images,
            TargetPacking.Pack(labels, _preparer.SidePx));
    }

    private readonly record struct SampleTurn(int Index, long Epoch);
}
