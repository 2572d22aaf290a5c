using System.Collections.Concurrent;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Microsoft.Extensions.Logging;

namespace Faceptor.Data.Tests.Loading;

public sealed class BadSampleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_skipped_sample_is_replaced_counted_and_told_once()
    {
        var told = new ConcurrentQueue<BadSample>();
        var loader = Create(new CountingDataset(10) { BrokenIndex = 5 }, BadSamplePolicy.Skip, onBadSample: told.Enqueue);

        var years = loader.Train(cancellationToken: Token).Take(15).SelectMany(Years).ToArray();

        Assert.Equal(30, years.Length);
        Assert.DoesNotContain(5, years);
        Assert.Equal(1, loader.NumBadSamples);
        var bad = Assert.Single(told);
        Assert.Equal((5, "5", "broken.jpg: broken on purpose."), (bad.Index, bad.Name, bad.Problem.Message));
    }

    [Fact]
    public void A_skipped_sample_is_logged_once_its_name_at_debug_only()
    {
        var log = new CollectedLog();
        var loader = new BatchLoader(
            new CountingDataset(10) { BrokenIndex = 5 },
            new AttributeTransform(8, ChannelNormalization.Half, AugmentationOptions.Light),
            new BatchLoaderOptions { BatchSize = 2, Seed = 1, BadSamples = BadSamplePolicy.Skip, Logger = log });

        _ = loader.Train(cancellationToken: Token).Take(15).Count();

        Assert.Equal((5000, LogLevel.Warning, 5), (
            log.Single("SampleSkipped").Id, log.Single("SampleSkipped").Level, log.Single("SampleSkipped").Values["Index"]));
        Assert.DoesNotContain("broken.jpg", log.Single("SampleSkipped").Text, StringComparison.Ordinal);
        Assert.Equal(
            (LogLevel.Debug, "broken.jpg: broken on purpose."),
            (log.Single("SampleProblem").Level, log.Single("SampleProblem").Values["Problem"]));
    }

    [Fact]
    public void What_takes_its_place_does_not_depend_on_the_workers()
    {
        int[] Draw(int numWorkers) =>
        [
            .. Create(new CountingDataset(10) { BrokenIndex = 5 }, BadSamplePolicy.Skip, numWorkers)
                .Train(cancellationToken: Token)
                .Take(20)
                .SelectMany(Years),
        ];

        Assert.Equal(Draw(1), Draw(4));
    }

    [Fact]
    public void More_bad_samples_than_allowed_stop_training()
    {
        var loader = Create(new BrokenDataset(200, IsBad: index => index % 2 == 0), BadSamplePolicy.Skip, maxBad: 3);

        var error = Assert.Throws<DatasetException>(
            () => loader.Train(cancellationToken: Token).Take(100).Count());

        Assert.Contains(
            "4 samples of MORPH II cannot be read, 3 may be skipped, this is the last of them",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_of_bad_samples_alone_ends()
    {
        var loader = Create(new BrokenDataset(50, IsBad: _ => true), BadSamplePolicy.Skip, maxBad: 1000);

        var error = Assert.Throws<DatasetException>(() => loader.Train(cancellationToken: Token).First());

        Assert.Contains("21 samples in a row cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_disk_is_told_with_the_name_of_the_sample()
    {
        var loader = Create(new BrokenDataset(4, IsBad: _ => true) { FailsOnDisk = true }, BadSamplePolicy.Stop);

        var error = Assert.Throws<DatasetException>(() => loader.Train(cancellationToken: Token).First());

        Assert.Matches(
            "^MORPH II, sample [0-3]: the sample cannot be read [(]the disk is gone[)]; check the file and its disk[.]$",
            error.Message);
        Assert.IsType<IOException>(error.InnerException);
    }

    private static BatchLoader Create(
        IFaceDataset dataset,
        BadSamplePolicy policy,
        int numWorkers = 2,
        int maxBad = 100,
        Action<BadSample>? onBadSample = null) =>
        new(
            dataset,
            new AttributeTransform(8, ChannelNormalization.Half, AugmentationOptions.Light),
            new BatchLoaderOptions
            {
                BatchSize = 2,
                NumWorkers = numWorkers,
                Seed = 1,
                BadSamples = policy,
                MaxBadSamples = maxBad,
            },
            onBadSample: onBadSample);

    private static int[] Years(TaskBatch batch) => ((AgeTargets)batch.Targets).Years;
}
