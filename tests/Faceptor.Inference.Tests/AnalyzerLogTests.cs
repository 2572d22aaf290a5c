using System.Collections.Immutable;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Microsoft.Extensions.Logging;

namespace Faceptor.Inference.Tests;

/// <summary>What a analyzer logs.</summary>
public sealed class AnalyzerLogTests : IDisposable
{
    private static readonly FaceBox Face = new(20, 30, 100, 90);

    private readonly FaceptorModel _model = TinyModels.Create(FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb);
    private readonly CollectedLog _log = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void An_analysis_is_told_with_its_numbers_and_tasks_at_debug()
    {
        Predict(Face);

        Assert.Equal(["AnalyzerReady", "Analyzed"], _log.Names);
        Assert.Equal("age/morph2, expression/raf-db", _log.Single("AnalyzerReady").Values["Tasks"]);
        var analyzed = _log.Single("Analyzed");
        Assert.Equal(
            (1004, LogLevel.Debug, 2, 1, 1),
            (analyzed.Id,
                analyzed.Level,
                analyzed.Values["NumTasks"],
                analyzed.Values["NumFaces"],
                analyzed.Values["NumImages"]));
    }

    [Fact]
    public void A_detector_that_finds_nothing_usable_is_told_at_debug()
    {
        Predict(null, new FixedDetector([new DetectedFace(new FaceBox(500, 500, 600, 600), 1)]));

        var told = _log.Single("NoFaceDetected");
        Assert.Equal((1003, LogLevel.Debug, 1), (told.Id, told.Level, told.Values["NumDetected"]));
    }

    [Fact]
    public void A_detected_face_is_told_at_debug()
    {
        Predict(null, new FixedDetector([new DetectedFace(Face, 1), new DetectedFace(Face, 1)]));

        var told = _log.Single("FacesDetected");
        Assert.Equal((1002, LogLevel.Debug, 2), (told.Id, told.Level, told.Values["NumFaces"]));
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
        using var analyzer = new FaceAnalyzer(new TorchEngine(_model), detector, ownsEngine: true, logger: _log);
        var (image, token) = (TinyModels.Image(140, 120), TestContext.Current.CancellationToken);
        _ = box is { } given
            ? analyzer.Analyze(image, [given], cancellationToken: token)
            : analyzer.Analyze(image, cancellationToken: token);
    }

    private sealed class FixedDetector(ImmutableArray<DetectedFace> faces) : IFaceDetector
    {
        public ImmutableArray<DetectedFace> Detect(ImageView image, CancellationToken cancellationToken = default) => faces;

        public void Dispose()
        {
        }
    }
}
