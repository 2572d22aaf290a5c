using System.Numerics;
using Faceptor.Core.Heads;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Baselines;
using Faceptor.Models;

namespace Faceptor.Evaluation;

/// <summary>
/// Scores landmarks in pixels of the original image: NME by each normaliser of the schema and by the box, failure
/// rate and AUC by one of them. Baseline: the mean training shape in the face's box.
/// </summary>
/// <remarks>
/// Failure rate and AUC are taken at 0.10 by the headline's normaliser; on AFLW-19's points at 0.07 by the root of the
/// box's area, as papers do.
/// </remarks>
internal sealed class LandmarkEvaluator : IFaceEvaluator
{
    /// <inheritdoc/>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IEvaluationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var numPoints = source.Task.Labels.Length;
        var shape = LearnedBaseline<MeanShape>.Of(
            source, () => new MeanShape(EvaluationPass.TrainingLabels<LandmarkLabel>(source)));
        var splits = new SplitScores<LandmarkMeasure[]>(
            source, () => LandmarkMeasure.Of(source.Task, shape.Problem));
        using var pass = new EvaluationPass(model, source.Task);
        pass.Run(
            source,
            (logits, batch) =>
            {
                var points = HeatmapDecoding.CenterOfMass(logits).ToNumbers<float>();
                for (var sample = 0; sample < batch.Samples.Length; sample++)
                {
                    var label = EvaluationPass.LabelOf<LandmarkLabel>(
                        batch.Samples[sample].Label, source.Task, batch.Samples[sample].Name);
                    var transform = EvaluationPass.TransformOf(batch.Samples[sample], source.Task);
                    var normalized = points.AsSpan(sample * 2 * numPoints, 2 * numPoints);
                    var predicted = InImage(normalized, batch.SidePx, transform);
                    var shapeInBox = shape.IsKnown ? shape.Answer.PointsIn(label.Box) : null;
                    var name = batch.Samples[sample].Name;
                    splits.AddNext(measures => Array.ForEach(
                        measures, measure => measure.Add(predicted, shapeInBox, label, source.Task, name)));
                }
            },
            cancellationToken);
        return splits.Records(source, (split, measures) => measures
            .Select(measure => measure.Record(source, split, "nme", nme => nme.Value, false))
            .Concat(measures.SelectMany(measure => measure.CurveRecords(source, split))));
    }

    private static Vector2[] InImage(ReadOnlySpan<float> normalized, int sidePx, IImageTransform transform)
    {
        var points = new Vector2[normalized.Length / 2];
        for (var index = 0; index < points.Length; index++)
        {
            var share = new Vector2(normalized[2 * index], normalized[(2 * index) + 1]);
            points[index] = transform.ToImage((share * sidePx) - new Vector2(0.5f));
        }

        return points;
    }
}
