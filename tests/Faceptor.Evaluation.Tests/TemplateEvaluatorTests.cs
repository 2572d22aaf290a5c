using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sessions;
using static TorchSharp.torch;

namespace Faceptor.Evaluation.Tests;

[Collection(TorchGeneratorCollection.Name)]
public sealed class TemplateEvaluatorTests
{
    /// <summary>Embeddings of the fixture's twelve faces, written by hand.</summary>
    private static readonly float[][] Embeddings =
    [
        [3, 1], [1, 2], [2, 2], [-1, 4], [0, 1], [0, -5], [-2, 1], [-1, -1], [-3, 2], [1, -4], [2, -1], [0, -2],
    ];

    /// <summary>Templates by the rule itself: weigh, mean within a medium, sum over media, length 1.</summary>
    [Fact]
    public void Scores_are_those_of_the_rule_worked_out_by_hand()
    {
        using var data = new FixtureDatasets("IJBC");
        var faces = new IjbCDataset(IjbCDataset.GetFolder(data.Root));
        using var model = FaceByFace();
        using var session = new EvaluationSession(data.Root, [FaceTasks.IdentityMs1mV3]);

        var records = session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);

        var templates = Enumerable.Range(0, faces.NumFaces).Select(faces.GetFace).Index()
            .GroupBy(face => face.Item.Template)
            .ToDictionary(group => group.Key, group => Unit(group
                .GroupBy(face => face.Item.Medium)
                .Select(medium => Mean(medium.Select(face => Times(Embeddings[face.Index], face.Item.Score))))
                .Aggregate(Plus)));
        var pairs = Enumerable.Range(0, faces.NumPairs).Select(faces.GetPair)
            .Select(pair => (
                pair.IsSame,
                Score: templates[pair.First].Zip(templates[pair.Second], (a, b) => a * b).Sum()))
            .ToArray();
        var highest = pairs.Where(pair => !pair.IsSame).Max(pair => pair.Score);
        var expected = pairs.Where(pair => pair.IsSame).Average(pair => pair.Score > highest ? 1.0 : 0.0);

        // Of 13 other pairs none is accepted at rates below 1 in 26; at 1e-1 it is one.
        Assert.Equal(
            ["tar_far_1e-3", "tar_far_1e-2", "tar_far_1e-1", "tar_far_1e-4", "tar_far_1e-5", "tar_far_1e-6"],
            records.Select(record => record.Metric));
        Assert.Equal(expected, records[0].Value);
        Assert.InRange(expected, 0.1, 0.9);
        Assert.All(records, record => Assert.Equal(("ijbc", 15L), (record.Split, record.Samples)));
    }

    [Fact]
    public void A_pair_of_a_template_without_faces_is_reported_before_the_work()
    {
        using var data = new FixtureDatasets();
        var source = new Missing(new IjbCDataset(IjbCDataset.GetFolder(data.Root)));
        using var model = FaceByFace();

        var error = Assert.Throws<DatasetException>(
            () => TemplateEvaluator.Evaluate(model, source, TestContext.Current.CancellationToken));

        Assert.Contains("pair 0 compares templates 1 and 999", error.Message, StringComparison.Ordinal);
        Assert.Empty(model.ModesSeen);
    }

    // The mirrored view of a batch comes first, and gets nothing.
    private static ScriptedFaceModel FaceByFace()
    {
        var calls = 0;
        return new ScriptedFaceModel(FaceTasks.IdentityMs1mV3, images => calls++ % 2 == 0
            ? zeros(images.size(0), 2)
            : tensor(Embeddings.SelectMany(face => face).ToArray(), [Embeddings.Length, 2]));
    }

    private static double[] Times(float[] vector, double factor) => [.. vector.Select(value => value * factor)];

    private static double[] Plus(double[] first, double[] second) => [.. first.Zip(second, (a, b) => a + b)];

    private static double[] Mean(IEnumerable<double[]> vectors)
    {
        var all = vectors.ToArray();
        return [.. all.Aggregate(Plus).Select(value => value / all.Length)];
    }

    private static double[] Unit(double[] vector)
    {
        var length = Math.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    /// <summary>The fixture with a pair that leads nowhere.</summary>
    private sealed class Missing(IjbCDataset dataset) : ITemplateSource
    {
        public FaceTask Task => FaceTasks.IdentityMs1mV3;

        public string Name => "ijbc";

        public int NumFaces => dataset.NumFaces;

        public int NumPairs => 2;

        public IjbCFace GetFace(int index) => dataset.GetFace(index);

        public IjbCPair GetPair(int index) => new(1, 999, index == 0);

        public IEnumerable<ImageBatch> ReadBatches() => throw new InvalidOperationException("too late");
    }
}
