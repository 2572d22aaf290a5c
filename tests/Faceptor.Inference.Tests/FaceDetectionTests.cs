using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Models;

namespace Faceptor.Inference.Tests;

/// <summary>Who says where the face is: the caller, a detector, or the middle of the image.</summary>
public sealed class FaceDetectionTests : IDisposable
{
    private static readonly FaceBox Small = new(10, 10, 40, 40);
    private static readonly FaceBox Large = new(20, 30, 100, 90);
    private static readonly FaceTask Helmets = new("attributes/own", TaskFamily.Attributes, "own", ["helmet"]);

    // One network for all answers of a test, so that they can be compared.
    private readonly TorchEngine _engine = new(TinyModels.Create(FaceTasks.AgeMorph2, Helmets), ownsModel: true);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Without_a_box_the_largest_face_is_taken()
    {
        using var detector = new FakeDetector(new DetectedFace(Small, 0.99), new DetectedFace(Large, 0.6));

        var (detected, given) = (Predict(detector, null), Predict(null, Large));

        Assert.Equal(1, detector.NumCalls);
        Assert.Equal(FacePredictionJson.Write(given), FacePredictionJson.Write(detected));
        Assert.Equal(new FaceBox(20, 20, 100, 100), detected.Box);
    }

    [Fact]
    public void A_box_of_the_caller_comes_first()
    {
        using var detector = new FakeDetector(new DetectedFace(Large, 1));

        var prediction = Predict(detector, Small);

        Assert.Equal((0, Small), (detector.NumCalls, prediction.Box));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_face_or_with_boxes_that_cannot_work_the_middle_is_taken(bool hasBoxes)
    {
        using var detector = new FakeDetector(hasBoxes
            ?
            [
                new DetectedFace(new FaceBox(float.NaN, 0, 1, 1), 1), new DetectedFace(new FaceBox(9, 9, 9, 9), 1),
                new DetectedFace(new FaceBox(500, 500, 600, 600), 1),
                new DetectedFace(new FaceBox(0, -1e30f, 9, 1e30f), 1),
            ]
            : []);

        var (detected, middle) = (Predict(detector, null), Predict(null, null));

        Assert.Equal(FacePredictionJson.Write(middle), FacePredictionJson.Write(detected));
    }

    [Fact]
    public void Five_points_of_the_detector_align_the_face_unless_they_form_none()
    {
        ImmutableArray<Vector2> face = [new(50, 50), new(75, 52), new(62, 65), new(52, 80), new(72, 80)];
        ImmutableArray<Vector2> spot = [.. Enumerable.Repeat(new Vector2(60), 5)];
        using var withFace = new FakeDetector(new DetectedFace(Large, 1) { FivePoints = face });
        using var withSpot = new FakeDetector(new DetectedFace(Large, 1) { FivePoints = spot });

        var plain = Predict(null, Large);

        Assert.NotEqual(plain.Ages[0].Years, Predict(withFace, null).Ages[0].Years);
        Assert.Equal(plain.Ages[0].Years, Predict(withSpot, null).Ages[0].Years);
    }

    [Fact]
    public void The_detector_is_the_callers_and_the_engine_only_when_said_so()
    {
        using var detector = new FakeDetector();

        new FacePredictor(_engine, detector: detector).Dispose();

        Assert.False(detector.IsDisposed);
        using var second = new FacePredictor(_engine);
        Assert.Single(second.Predict(
            TinyModels.Image(40, 40), cancellationToken: TestContext.Current.CancellationToken).Attributes);
    }

    private FacePrediction Predict(FakeDetector? detector, FaceBox? box)
    {
        using var predictor = new FacePredictor(_engine, detector: detector);
        return predictor.Predict(TinyModels.Image(140, 120), box, TestContext.Current.CancellationToken);
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
