using System.Collections.Concurrent;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;

namespace Faceptor.Data.Tests.Loading;

public sealed class SampleGuardTests
{
    private static readonly AttributeTransform Plain = new(8, ChannelNormalization.Half, null);

    public static TheoryData<Type> SampleFaults =>
    [
        typeof(ArgumentException), typeof(InvalidCastException), typeof(FormatException), typeof(OverflowException),
        typeof(NullReferenceException), typeof(IndexOutOfRangeException), typeof(InvalidOperationException),
        typeof(NotSupportedException), typeof(UnauthorizedAccessException), typeof(IOException),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(SampleFaults))]
    public void Whatever_goes_wrong_with_a_sample_is_told_with_its_name_and_obeys_the_policy(Type type)
    {
        foreach (var isTransform in new[] { false, true })
        {
            var fault = (Exception)Activator.CreateInstance(type)!;
            var dataset = new FaultyDataset(10, isTransform ? null : fault);
            ISampleTransform transform = isTransform ? new FaultyTransform(Plain, fault) : Plain;

            var error = Assert.Throws<DatasetException>(
                () => Loader(dataset, transform, BadSamplePolicy.Stop).Train(cancellationToken: Token).Take(20).Count());
            var told = new ConcurrentQueue<BadSample>();
            var numBatches = Loader(dataset, transform, BadSamplePolicy.Skip, told.Enqueue)
                .Train(cancellationToken: Token).Take(20).Count();

            Assert.StartsWith("MORPH II, face 5: the sample cannot be ", error.Message, StringComparison.Ordinal);
            Assert.Same(fault, error.InnerException);
            Assert.Equal(20, numBatches);
            Assert.Equal("face 5", Assert.Single(told).Name);
        }
    }

    [Fact]
    public void Lack_of_memory_and_cancellation_are_no_samples_fault()
    {
        foreach (var fault in new Exception[] { new InsufficientMemoryException(), new OperationCanceledException() })
        {
            Assert.Throws(fault.GetType(), () => SampleGuard.Read(new FaultyDataset(10, fault), 5));
            Assert.Throws(fault.GetType(), () => SampleGuard.ReadLabel(new FaultyDataset(10, fault), 5));
            Assert.Throws(fault.GetType(), () => SampleGuard.Prepare(
                new FaultyTransform(Plain, fault),
                new FaultyDataset(10, null).Read(5),
                new SeededRandom(),
                new float[3 * 8 * 8],
                () => "place"));
        }
    }

    [Fact]
    public void A_problem_that_names_its_file_stays_as_it_is()
    {
        var problem = new DatasetException("label.txt", "broken on purpose.");

        Assert.Same(
            problem, Assert.Throws<DatasetException>(() => SampleGuard.Read(new FaultyDataset(10, problem), 5)));
    }

    private static BatchLoader Loader(
        IFaceDataset dataset, ISampleTransform transform, BadSamplePolicy policy, Action<BadSample>? onBad = null) =>
        new(
            dataset,
            transform,
            new BatchLoaderOptions { BatchSize = 2, Seed = 1, BadSamples = policy },
            onBadSample: onBad);

    /// <summary>Sample 5 fails.</summary>
    private sealed record FaultyDataset(int Count, Exception? Fault) : IFaceDataset
    {
        public Faceptor.FaceTask Task => Faceptor.FaceTasks.AgeMorph2;

        public string Split => "train";

        public string GetName(int index) => $"face {index}";

        public FaceLabel ReadLabel(int index) => index == 5 && Fault is not null ? throw Fault : new AgeLabel(index);

        public FaceSample Read(int index) => new(GetName(index), new RgbImage(8, 8), ReadLabel(index));
    }

    private sealed class FaultyTransform(ISampleTransform inner, Exception fault) : ISampleTransform
    {
        public int SidePx => inner.SidePx;

        public PixelNormalization Normalization => inner.Normalization;

        public TransformedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes) =>
            sample.Name == "face 5" ? throw fault : inner.Prepare(sample, random, planes);
    }
}
