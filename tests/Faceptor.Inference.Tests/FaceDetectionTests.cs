using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Models;

namespace Faceptor.Inference.Tests;

/// <summary>Who says where faces are: the caller or a detector, and nobody else.</summary>
public sealed class FaceDetectionTests : IDisposable
{
    private static readonly FaceBox Small = new(10, 10, 40, 40);
    private static readonly FaceBox Large = new(20, 30, 100, 90);
    private static readonly FaceTask Helmets = new("attributes/own", TaskFamily.Attributes, "own", ["helmet"]);

    // One network for all answers of a test, so that they can be compared.
    private readonly TorchEngine _engine = new(TinyModels.Create(FaceTasks.AgeMorph2, Helmets), ownsModel: true);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void All_faces_that_the_detector_finds_are_analysed_the_largest_first()
    {
        using var detector = new FakeDetector(new DetectedFace(Small, 0.99), new DetectedFace(Large, 0.55));

        var faces = Analyze(detector).Faces;

        Assert.Equal(1, detector.NumCalls);
        Assert.Equal([new FaceBox(20, 20, 100, 100), Small], faces.Select(face => face.Box));
        foreach (var (face, box) in faces.Zip([Large, Small]))
        {
            Assert.Equal(
                (Given(box) with { Confidence = face.Confidence }).Text(), face.Text());
        }

        Assert.Equal([0.55, 0.99], faces.Select(face => face.Confidence.Value));
        Assert.Equal([true, false], faces.Select(face => face.Confidence.IsLow));
        Assert.StartsWith("low confidence: hardly detected", faces[0].Confidence.Summary, StringComparison.Ordinal);
        Assert.StartsWith("confidence unknown", Given(Large).Confidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Faces_below_the_score_asked_for_are_left_out()
    {
        using var detector = new FakeDetector(new DetectedFace(Small, 0.99), new DetectedFace(Large, 0.55));

        var faces = Analyze(detector, new FaceAnalyzerOptions { MinDetectorScore = 0.6 }).Faces;

        Assert.Equal(Small, Assert.Single(faces).Box);
    }

    [Fact]
    public void Nothing_is_guessed_where_nobody_says_where_the_face_is()
    {
        var error = Assert.Throws<OptionsException>(() => Analyze(null));

        Assert.Equal("detector", error.Member);
        Assert.Contains("AnalyzeCropped", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_ways_to_say_it_at_once_are_refused()
    {
        using var analyzer = new FaceAnalyzer(_engine);
        var request = new AnalysisRequest(TinyModels.Image(140, 120)) { Boxes = [Large], IsCropped = true };

        var failure = analyzer.Analyze([request], cancellationToken: TestContext.Current.CancellationToken)[0].Failure;

        Assert.Equal("OptionsException", failure!.Kind);
        Assert.StartsWith("faces: expected", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_box_of_the_caller_comes_first()
    {
        using var detector = new FakeDetector(new DetectedFace(Large, 1));

        using var analyzer = new FaceAnalyzer(_engine, detector);
        var face = analyzer.Predict(TinyModels.Image(140, 120), Small, TestContext.Current.CancellationToken);

        Assert.Equal((0, Small), (detector.NumCalls, face.Box));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_face_or_with_boxes_that_cannot_work_there_are_no_faces_and_no_failure(bool hasBoxes)
    {
        using var detector = new FakeDetector(hasBoxes
            ?
            [
                new DetectedFace(new FaceBox(float.NaN, 0, 1, 1), 1), new DetectedFace(new FaceBox(9, 9, 9, 9), 1),
                new DetectedFace(new FaceBox(500, 500, 600, 600), 1),
                new DetectedFace(new FaceBox(0, -1e30f, 9, 1e30f), 1),
            ]
            : []);

        var analysis = Analyze(detector);

        Assert.Empty(analysis.Faces);
        Assert.Null(analysis.Failure);
    }

    [Fact]
    public void Five_points_of_the_detector_align_the_face_unless_they_form_none()
    {
        ImmutableArray<Vector2> face = [new(50, 50), new(75, 52), new(62, 65), new(52, 80), new(72, 80)];
        ImmutableArray<Vector2> spot = [.. Enumerable.Repeat(new Vector2(60), 5)];
        using var withFace = new FakeDetector(new DetectedFace(Large, 1) { FivePoints = face });
        using var withSpot = new FakeDetector(new DetectedFace(Large, 1) { FivePoints = spot });

        var plain = Given(Large);

        Assert.NotEqual(plain.Ages[0].Years, Analyze(withFace).Faces[0].Ages[0].Years);
        Assert.Equal(face, Analyze(withFace).Faces[0].FivePoints);
        Assert.Equal(plain.Ages[0].Years, Analyze(withSpot).Faces[0].Ages[0].Years);
        Assert.Empty(Analyze(withSpot).Faces[0].FivePoints);
    }

    [Fact]
    public void Five_points_of_the_caller_do_what_those_of_a_detector_do_and_are_checked()
    {
        ImmutableArray<Vector2> face = [new(50, 50), new(75, 52), new(62, 65), new(52, 80), new(72, 80)];
        using var detector = new FakeDetector(new DetectedFace(Large, 1) { FivePoints = face });
        using var analyzer = new FaceAnalyzer(_engine);
        var (image, token) = (TinyModels.Image(140, 120), TestContext.Current.CancellationToken);

        var given = analyzer.Analyze(image, [face], cancellationToken: token).Faces[0];

        Assert.Equal(Analyze(detector).Faces[0].Ages[0].Probabilities, given.Ages[0].Probabilities);
        foreach (var (points, problem) in ((ImmutableArray<Vector2>, string)[])
            [
                ([.. face.Take(4)], "expected 5 points a face"),
                ([.. Enumerable.Repeat(new Vector2(60), 5)], "the box around them cannot be a face's"),
                ([face[1], face[0], face[2], face[4], face[3]], "expected eyes above the mouth"),
                ([.. face.Select(point => point + new Vector2(1000))], "the box around them cannot be a face's"),
                ([.. face.Select(_ => new Vector2(float.NaN))], "the box around them cannot be a face's"),
            ])
        {
            var error = Assert.Throws<OptionsException>(
                () => analyzer.Analyze(image, [points], cancellationToken: token));
            Assert.StartsWith($"fivePoints: {problem}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_detector_is_the_callers_and_the_engine_only_when_said_so()
    {
        using var detector = new FakeDetector();

        new FaceAnalyzer(_engine, detector: detector).Dispose();

        Assert.False(detector.IsDisposed);
        using var second = new FaceAnalyzer(_engine);
        Assert.Single(second.Predict(
            TinyModels.Image(40, 40), cancellationToken: TestContext.Current.CancellationToken).Attributes);
    }

    private ImageAnalysis Analyze(FakeDetector? detector, FaceAnalyzerOptions? options = null)
    {
        using var analyzer = new FaceAnalyzer(_engine, detector, options);
        return analyzer.Analyze(TinyModels.Image(140, 120), cancellationToken: TestContext.Current.CancellationToken);
    }

    private FacePrediction Given(FaceBox box)
    {
        using var analyzer = new FaceAnalyzer(_engine);
        return analyzer.Predict(TinyModels.Image(140, 120), box, TestContext.Current.CancellationToken);
    }

    private sealed class FakeDetector(params DetectedFace[] faces) : IFaceDetector
    {
        public int NumCalls { get; private set; }

        public bool IsDisposed { get; private set; }

        public ImmutableArray<DetectedFace> Detect(ImageView image, CancellationToken cancellationToken = default)
        {
            Assert.Equal((140, 120), (image.WidthPx, image.HeightPx));
            NumCalls++;
            return [.. faces];
        }

        public void Dispose() => IsDisposed = true;
    }
}
