using Faceptor.Imaging;
using Faceptor.Models;

namespace Faceptor.Inference.Tests;

/// <summary>Many faces, images and callers at once get the answers that each would get alone, to the last bit.</summary>
public sealed class ManyFacesTests : IDisposable
{
    private const int NumFaces = 7;

    private static readonly RgbImage[] Images =
        [.. Enumerable.Range(0, NumFaces).Select(index => TinyModels.Image(100 + (11 * index), 90 + (7 * index)))];

    // Of the sizes that people use: in libtorch's products of a handful of numbers a row depends on its neighbours.
    private readonly TorchEngine _engine = new(
        FaceptorModelFactory.CreateFaceptor(FaceptorPresets.Small with { Tasks = [.. FaceTasks.All] }, seed: 1),
        ownsModel: true);

    public static TheoryData<AnalysisMode> Modes => [AnalysisMode.Exact, AnalysisMode.Fast];

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Modes))]
    public void Faces_of_one_image_are_answered_as_each_alone(AnalysisMode mode)
    {
        using var analyzer = Analyzer(mode);
        var token = TestContext.Current.CancellationToken;
        FaceBox[] boxes = [.. Enumerable.Range(0, NumFaces).Select(index => new FaceBox(5 * index, 8 * index, 60 + (4 * index), 70 + (5 * index)))];

        var together = analyzer.Analyze(Images[^1], boxes, cancellationToken: token).Faces;

        foreach (var (face, box) in together.Zip(boxes))
        {
            AssertSame(analyzer.Predict(Images[^1], box, token), face);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Images_are_answered_as_each_alone(AnalysisMode mode)
    {
        using var analyzer = Analyzer(mode);
        var token = TestContext.Current.CancellationToken;

        var together = analyzer.Analyze(
            Images.Select(image => new AnalysisRequest(image) { IsCropped = true }), cancellationToken: token);

        foreach (var (analysis, image) in together.Zip(Images))
        {
            AssertSame(analyzer.AnalyzeCropped(image, cancellationToken: token), analysis.Faces.Single());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Callers_side_by_side_are_answered_as_each_alone(int numParallelRuns)
    {
        using var alone = Analyzer(AnalysisMode.Exact);
        var token = TestContext.Current.CancellationToken;
        var expected = Images.Select(image => alone.AnalyzeCropped(image, cancellationToken: token)).ToArray();
        var engine = new RecordingEngine(_engine) { NumParallelRuns = numParallelRuns };
        using var analyzer = new FaceAnalyzer(engine);
        var found = new FacePrediction[3 * NumFaces];

        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = 6 }, index =>
            found[index] = analyzer.AnalyzeCropped(Images[index % NumFaces], cancellationToken: token));

        foreach (var (index, face) in found.Index())
        {
            AssertSame(expected[index % NumFaces], face);
        }
    }

    private FaceAnalyzer Analyzer(AnalysisMode mode) => new(_engine, options: new FaceAnalyzerOptions { Mode = mode });

    private static void AssertSame(FacePrediction expected, FacePrediction actual)
    {
        Assert.Equal(expected.Text(), actual.Text());
        Assert.All(
            expected.Parsing.Zip(actual.Parsing), pair => Assert.Equal(pair.First.Map!.Classes, pair.Second.Map!.Classes));
    }
}
