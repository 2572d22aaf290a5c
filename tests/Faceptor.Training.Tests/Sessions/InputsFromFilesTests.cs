using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Evaluation.Sessions;
using Faceptor.Imaging;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Sessions;

/// <summary>
/// From a dataset's files to what the network sees, against what the released dataset classes and transforms make of
/// the same files.
/// </summary>
public sealed class InputsFromFilesTests
{
    private const int SidePx = 112;
    private const int ImageLength = 3 * SidePx * SidePx;

    // One grey level is 1/255/0.5 = 0.0078 here, so not a pixel may differ.
    private const float Tolerance = 1e-6f;

    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private static readonly GoldenTensors Golden = new(RepositoryPaths.Golden("inputs_from_files.safetensors"));

    public static TheoryData<string> TestedTasks =>
        [.. FaceTasks.All.Where(task => Names($"{task.Id}/").Length > 0 && task.Family != TaskFamily.Identity)
            .Select(task => task.Id)];

    public static TheoryData<string> VerificationSets => ["lfw", "cfp_fp", "agedb_30"];

    [Fact]
    public void Every_golden_image_is_compared()
    {
        var compared = TestedTasks.Select(row => $"{row.Data}/")
            .Concat(VerificationSets.Select(row => $"verification/{row.Data}/"))
            .Append("identity/ms1mv3/")
            .SelectMany(Names);

        Assert.Equal(6, TestedTasks.Count);
        Assert.Equal(Golden.Names.Order(), compared.Order());
    }

    [Theory]
    [MemberData(nameof(TestedTasks))]
    public void Evaluation_feeds_the_network_what_the_released_code_does(string id)
    {
        var task = FaceTasks.All.Single(known => known.Id == id);

        var images = Evaluated(task, task.DatasetName);

        AssertFirst(Names($"{id}/"), images, DatasetRegistry.Known.Open(task, Data, "test"));
    }

    [Theory]
    [MemberData(nameof(TestedTasks))]
    public void Training_without_chance_feeds_the_network_the_same(string id)
    {
        var task = FaceTasks.All.Single(known => known.Id == id);
        var dataset = DatasetRegistry.Known.Open(task, Data, "test");
        var transform = SampleTransforms.ForTraining(
            task, SidePx, InputNormalization.Released, AugmentationPreset.None);
        var loader = new BatchLoader(
            dataset, transform, new BatchLoaderOptions { BatchSize = dataset.Count, Seed = 5, NumWorkers = 1 });
        using var batch = loader.Train(cancellationToken: TestContext.Current.CancellationToken).First();

        var images = new float[dataset.Count][];
        foreach (var (place, index) in batch.Samples!.Index())
        {
            images[index] = batch.Images[(place * ImageLength)..((place + 1) * ImageLength)];
        }

        AssertFirst(Names($"{id}/"), images, dataset);
    }

    [Fact]
    public void Identity_training_feeds_the_network_the_image_or_its_mirror_image()
    {
        var transform = SampleTransforms.ForTraining(FaceTasks.IdentityMs1mV3, SidePx, InputNormalization.Released);
        var names = Names("identity/ms1mv3/");

        Assert.Equal(3, names.Length);
        Assert.All(names, name =>
        {
            var expected = Golden.Floats(name);
            var mirrored = expected.Chunk(SidePx).SelectMany(row => row.Reverse()).ToArray();
            var image = ImageCodec.Read(Path.Combine(Data, name.Split('|')[1]));
            var numMirrored = 0;
            for (var seed = 0; seed < 8; seed++)
            {
                var planes = new float[ImageLength];

                transform.Prepare(new FaceSample(name, image, new IdentityLabel(0)), new SeededRandom(seed), planes);

                var isMirrored = Distance(mirrored, planes) <= Tolerance;
                numMirrored += isMirrored ? 1 : 0;
                Assert.InRange(Distance(isMirrored ? mirrored : expected, planes), 0, Tolerance);
            }

            Assert.InRange(numMirrored, 1, 7);
        });
    }

    [Theory]
    [MemberData(nameof(VerificationSets))]
    public void Verification_feeds_the_network_both_views_of_the_released_code(string set)
    {
        var images = Evaluated(FaceTasks.IdentityMs1mV3, set);

        // All mirrored views of a batch come first, then the plain ones; the set is one batch.
        var numImages = images.Count / 2;
        var names = Names($"verification/{set}/");
        Assert.Equal(4, names.Length);
        Assert.All(names, name =>
        {
            var parts = name.Split('/');
            var index = int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
            var actual = images[parts[3] == "plain" ? numImages + index : index];
            Assert.InRange(Distance(Golden.Floats(name), actual), 0, Tolerance);
        });
    }

    private static string[] Names(string prefix) =>
        [.. Golden.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    private static void AssertFirst(string[] names, IReadOnlyList<float[]> images, IFaceDataset dataset)
    {
        Assert.Equal(3, names.Length);
        Assert.All(names, name =>
        {
            var parts = name.Split('|');
            var index = int.Parse(parts[0].Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.EndsWith(
                Path.GetFileNameWithoutExtension(parts[1]),
                Path.GetFileNameWithoutExtension(dataset.GetName(index)),
                StringComparison.Ordinal);
            Assert.InRange(Distance(Golden.Floats(name), images[index]), 0, Tolerance);
        });
        (dataset as IDisposable)?.Dispose();
    }

    // What a whole evaluation hands to the model, image by image.
    private static List<float[]> Evaluated(FaceTask task, string dataset)
    {
        var seen = new List<float[]>();
        using var model = new ScriptedFaceModel([task], (_, images) =>
        {
            seen.AddRange(images.contiguous().data<float>().ToArray().Chunk(ImageLength));
            return zeros(images.size(0), Math.Max(task.NumLabels, 4));
        })
        {
            SidePx = SidePx,
        };
        using var session = new EvaluationSession(
            Data, [task], options: new EvaluationOptions { Datasets = [dataset] });
        session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);
        return seen;
    }

    private static float Distance(float[] expected, float[] actual) =>
        expected.Zip(actual, (left, right) => Math.Abs(left - right)).Max();
}
