using Faceptor.Data.Datasets;

namespace Faceptor.Evaluation.Tests;

/// <summary>Labels of a test split and of a training split; the images are black.</summary>
internal sealed class FakeSource(
    FaceTask task, IEnumerable<FaceLabel> test, IEnumerable<FaceLabel> training, IImageTransform? transform = null)
    : IEvaluationSource
{
    public const int SidePx = 16;

    public FaceTask Task => task;

    public string Split => "test";

    public IEnumerable<EvaluationBatch> ReadBatches() => test.Chunk(2).Select(labels => new EvaluationBatch(
        SidePx,
        new float[labels.Length * 3 * SidePx * SidePx],
        [.. labels.Select((label, index) => new EvaluationSample($"face {index}", label, transform))]));

    public IEnumerable<FaceLabel> ReadTrainingLabels() => training;
}
