using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Data.Tests.Datasets;
using AttributeTargets = Faceptor.Data.Loading.AttributeTargets;

namespace Faceptor.Data.Tests.Loading;

public sealed class BatchLoaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Train_visits_every_sample_once_a_pass_in_a_new_order()
    {
        var years = Create(new CountingDataset(12), batchSize: 4)
            .Train(cancellationToken: Token)
            .Take(6)
            .SelectMany(Years)
            .ToArray();

        Assert.Equal(Enumerable.Range(0, 12), years[..12].Order());
        Assert.Equal(Enumerable.Range(0, 12), years[12..].Order());
        Assert.NotEqual(years[..12], years[12..]);
    }

    [Fact]
    public void Train_wraps_a_dataset_smaller_than_the_batch()
    {
        var years = Create(new CountingDataset(3), batchSize: 8)
            .Train(cancellationToken: Token)
            .Take(3)
            .SelectMany(Years)
            .ToArray();

        Assert.All(years.Chunk(3), pass => Assert.Equal([0, 1, 2], pass.Order()));
    }

    [Fact]
    public void Batches_do_not_depend_on_the_number_of_workers()
    {
        var one = Create(new CountingDataset(7), batchSize: 3, numWorkers: 1)
            .Train(cancellationToken: Token)
            .Take(9)
            .ToArray();
        var two = Create(new CountingDataset(7), batchSize: 3, numWorkers: 2)
            .Train(cancellationToken: Token)
            .Take(9)
            .ToArray();

        AssertSame(one, two);
    }

    [Fact]
    public void Another_seed_gives_other_batches()
    {
        var one = Create(new CountingDataset(50), batchSize: 10, seed: 1).Train(cancellationToken: Token).First();
        var two = Create(new CountingDataset(50), batchSize: 10, seed: 2).Train(cancellationToken: Token).First();

        Assert.NotEqual(Years(one), Years(two));
    }

    [Fact]
    public void Train_resumes_where_it_stopped()
    {
        var loader = Create(new CountingDataset(7), batchSize: 3);

        var whole = loader.Train(cancellationToken: Token).Take(8).ToArray();
        var resumed = loader.Train(firstBatch: 5, Token).Take(3).ToArray();

        AssertSame(whole[5..], resumed);
    }

    [Fact]
    public void A_broken_sample_reaches_the_consumer_at_its_batch()
    {
        var loader = Create(new CountingDataset(10) { BrokenIndex = 5 }, batchSize: 2);
        var years = new List<int>();

        var error = Assert.Throws<DatasetException>(() =>
        {
            foreach (var batch in loader.Train(cancellationToken: Token))
            {
                years.AddRange(Years(batch));
            }
        });

        Assert.Equal("broken.jpg: broken on purpose.", error.Message);
        var sound = Create(new CountingDataset(10), batchSize: 2).Train(cancellationToken: Token);
        Assert.Equal(sound.TakeWhile(batch => !Years(batch).Contains(5)).SelectMany(Years), years);
    }

    [Fact]
    public void Cancelling_ends_the_enumeration()
    {
        using var cancellation = new CancellationTokenSource();
        var numBatches = 0;

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var batch in Create(new CountingDataset(10), batchSize: 2).Train(0, cancellation.Token))
            {
                if (++numBatches == 3)
                {
                    cancellation.Cancel();
                }
            }
        });

        Assert.Equal(3, numBatches);
    }

    [Fact]
    public async Task Prefetching_is_bounded_and_stops_with_the_consumer()
    {
        var dataset = new CountingDataset(1000);
        using (var batches = Create(dataset, batchSize: 1, prefetch: 3).Train(cancellationToken: Token).GetEnumerator())
        {
            Assert.True(batches.MoveNext());
            await Task.Delay(100, Token);
            Assert.InRange(dataset.NumReads, 1, 3);
        }

        var numReads = dataset.NumReads;
        await Task.Delay(50, Token);
        Assert.Equal(numReads, dataset.NumReads);
    }

    [Fact]
    public void Loaders_may_share_workers()
    {
        using var workers = new WorkerPool(2);
        var loaders = Enumerable.Range(0, 3)
            .Select(i => Create(new CountingDataset(7), batchSize: 3, seed: i, workers: workers))
            .ToArray();
        var feeds = loaders.Select(loader => loader.Train(cancellationToken: Token).GetEnumerator()).ToArray();
        for (var step = 0; step < 5; step++)
        {
            Assert.All(feeds, feed => Assert.True(feed.MoveNext()));
        }

        for (var i = 0; i < feeds.Length; i++)
        {
            var alone = Create(new CountingDataset(7), batchSize: 3, seed: i).Train(firstBatch: 4, Token).First();
            AssertSame([alone], [feeds[i].Current]);
            feeds[i].Dispose();
        }
    }

    [Fact]
    public void A_batch_that_is_given_back_lends_its_memory_to_a_later_one()
    {
        var buffers = new HashSet<float[]>(ReferenceEqualityComparer.Instance);

        foreach (var batch in Create(new CountingDataset(7), batchSize: 3).Train(cancellationToken: Token).Take(40))
        {
            buffers.Add(batch.Images);
            batch.Dispose();
            Assert.Throws<ObjectDisposedException>(() => batch.Images);
        }

        Assert.InRange(buffers.Count, 1, 10);
    }

    [Fact]
    public void A_cancelled_enumeration_leaves_no_reader_behind()
    {
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        using var workers = new WorkerPool(1);
        var slow = new SlowDataset(gate);
        var waiting = Task.Run(() => Create(slow, batchSize: 1, workers: workers).Train(0, cancellation.Token).First());
        slow.Started.Wait(Token);
        cancellation.Cancel();

        // Nobody may close the dataset under the reader; so the enumeration ends when that one does.
        Assert.False(waiting.IsCompletedSuccessfully);
        gate.Set();
        Assert.ThrowsAny<OperationCanceledException>(() => waiting.GetAwaiter().GetResult());
        Assert.Equal(1, slow.NumReads);
    }

    [Fact]
    public void Real_samples_of_every_family_become_batches()
    {
        foreach (var task in DatasetRegistry.Known.FindTasks(Expected.Root))
        {
            var dataset = DatasetRegistry.Known.Open(task, Expected.Root, DatasetRegistry.Known.Get(task).TrainingSplit);
            var loader = new BatchLoader(
                dataset,
                SampleTransforms.ForTraining(task, 32, InputNormalization.Released),
                new BatchLoaderOptions { BatchSize = 2 });

            var batch = loader.Train(cancellationToken: Token).First();

            Assert.Equal((task, 2, 32), (batch.Task, batch.NumImages, batch.SidePx));
            Assert.All(batch.Images, value => Assert.True(float.IsFinite(value)));
            var length = batch.Targets switch
            {
                LandmarkTargets landmarks => landmarks.Points.Length,
                ParsingTargets parsing => parsing.Classes.Length,
                AgeTargets age => age.Years.Length,
                AttributeTargets attributes => attributes.Values.Length,
                ClassTargets classes => classes.Classes.Length,
                _ => 0,
            };
            var expected = task.Family switch
            {
                TaskFamily.Landmarks => 2 * task.Labels.Length * 2,
                TaskFamily.Parsing => 2 * 32 * 32,
                TaskFamily.Attributes => 2 * task.Labels.Length,
                _ => 2,
            };
            Assert.Equal(expected, length);
            (dataset as IDisposable)?.Dispose();
        }
    }

    [Fact]
    public void Landmark_targets_count_from_the_edge_of_the_picture()
    {
        var label = new LandmarkLabel([new(0, 15.5f)], default);

        var targets = Assert.IsType<LandmarkTargets>(Collate.Pack([label], 32));

        Assert.Equal([0.5f / 32, 0.5f], targets.Points);
    }

    [Theory]
    [InlineData(0, 1, 1, "BatchSize: expected at least 1, got 0.")]
    [InlineData(1, 0, 1, "NumWorkers: expected at least 1, got 0.")]
    [InlineData(1, 1, -2, "Prefetch: expected at least 1, got -2.")]
    public void Options_that_cannot_work_are_refused(int batchSize, int numWorkers, int prefetch, string message)
    {
        var error = Assert.Throws<OptionsException>(
            () => Create(new CountingDataset(1), batchSize, numWorkers, prefetch));

        Assert.Equal(message, error.Message);
    }

    private static AttributeTransform Preparer { get; } = new(8, ChannelNormalization.Half, AugmentationOptions.Light);

    private static BatchLoader Create(
        IFaceDataset dataset,
        int batchSize,
        int numWorkers = 2,
        int prefetch = 4,
        long seed = 0,
        WorkerPool? workers = null) =>
        new(dataset, Preparer, new BatchLoaderOptions
        {
            BatchSize = batchSize,
            NumWorkers = numWorkers,
            Prefetch = prefetch,
            Seed = seed,
        },
        workers);

    private static int[] Years(TaskBatch batch) => ((AgeTargets)batch.Targets).Years;

    private static void AssertSame(TaskBatch[] expected, TaskBatch[] actual)
    {
        Assert.Equal(expected.Select(Years), actual.Select(Years));
        Assert.Equal(expected.Select(batch => batch.Images), actual.Select(batch => batch.Images));
    }
}
