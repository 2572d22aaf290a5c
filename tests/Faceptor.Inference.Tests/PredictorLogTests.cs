using System.Collections.Immutable;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Microsoft.Extensions.Logging;

namespace Faceptor.Inference.Tests;

/// <summary>What a predictor logs.</summary>
public sealed class PredictorLogTests : IDisposable
{
    private static readonly FaceBox Face = new(20, 30, 100, 90);

    private readonly FaceptorModel _model = TinyModels.Create(FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb);
    private readonly CollectedLog _log = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void A_prediction_is_told_with_its_size_and_tasks_at_debug()
    {
        Predict(Face);

        Assert.Equal(["PredictorReady", "Predicted"], _log.Names);
        Assert.Equal("age/morph2, expression/raf-db", _log.Single("PredictorReady").Values["Tasks"]);
        var predicted = _log.Single("Predicted");
        Assert.Equal(
            (1004, LogLevel.Debug, 2, 140, 120),
            (predicted.Id,
                predicted.Level,
                predicted.Values["NumTasks"],
                predicted.Values["WidthPx"],
                predicted.Values["HeightPx"]));
    }

    [Fact]
    public void A_detector_that_finds_nothing_usable_is_a_warning()
    {
        Predict(null, new FixedDetector([new DetectedFace(new FaceBox(500, 500, 600, 600), 1)]));

        var warning = _log.Single("NoFaceDetected");
        Assert.Equal((1003, LogLevel.Warning, 1), (warning.Id, warning.Level, warning.Values["NumFaces"]));
    }

    [Fact]
    public void A_detected_face_is_told_at_debug()
    {
        Predict(null, new FixedDetector([new DetectedFace(Face, 1), new DetectedFace(Face, 1)]));

        Assert.Equal((LogLevel.Debug, 2), (_log.Single("FaceDetected").Level, _log.Single("FaceDetected").Values["NumFaces"]));
    }

    [Fact]
    public void Weights_that_know_synthetic_faces_only_are_a_warning()
    {
        _model.Provenance = WeightProvenance.AfterLearning(
            null, [new LearnedDataset(FaceTasks.AgeMorph2.Id, IsSynthetic: true)]);

        Predict(Face);

        Assert.Equal(LogLevel.Warning, _log.Single("SyntheticOnly").Level);
    }

    private void Predict(FaceBox? box, IFaceDetector? detector = null)
    {
        using var predictor = new FacePredictor(new TorchEngine(_model), ownsEngine: true, detector, _log);
        predictor.Predict(TinyModels.Image(140, 120), box, TestContext.Current.CancellationToken);
    }

    private sealed class FixedDetector(ImmutableArray<DetectedFace> faces) : IFaceDetector
    {
        public ImmutableArray<DetectedFace> Detect(ImageView image, CancellationToken cancellationToken = default) => faces;

        public void Dispose()
        {
        }
    }
}
