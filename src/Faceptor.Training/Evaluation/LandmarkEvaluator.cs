using System.Globalization;
using System.Numerics;
using Faceptor.Core.Errors;
using Faceptor.Core.Heads;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using Faceptor.Training.Evaluation.Baselines;
using Faceptor.Training.Evaluation.Metrics;

namespace Faceptor.Training.Evaluation;

/// <summary>
/// Scores landmarks in pixels of the original picture: NME by each normaliser of the schema and by the box, failure
/// rate and AUC by the first. Baseline: the mean training shape in the face's box.
/// </summary>
public sealed class LandmarkEvaluator : IFaceEvaluator
{
    private const double Threshold = 0.10;

    /// <inheritdoc/>
    public TaskFamily Family => TaskFamily.Landmarks;

    /// <inheritdoc/>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IEvaluationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var schema = source.Task.Landmarks
            ?? throw new ArgumentException($"{source.Task} has no landmarks.", nameof(source));
        var shape = new MeanShape(EvaluationPass.TrainingLabels<LandmarkLabel>(source));
        var measures = Measures(schema);
        using var pass = new EvaluationPass(model, source.Task);
        pass.Run(
            source,
            (logits, batch) =>
            {
                var points = HeatmapDecoding.CenterOfMass(logits).cpu().data<float>().ToArray();
                for (var sample = 0; sample < batch.Samples.Length; sample++)
                {
                    var label = EvaluationPass.LabelOf<LandmarkLabel>(
                        batch.Samples[sample].Label, source.Task, batch.Samples[sample].Name);
                    var transform = EvaluationPass.TransformOf(batch.Samples[sample], source.Task);
                    var normalized = points.AsSpan(sample * 2 * schema.NumPoints, 2 * schema.NumPoints);
                    var predicted = InPicture(normalized, batch.SidePx, transform);
                    var shapeInBox = shape.PointsIn(label.Box);
                    foreach (var measure in measures)
                    {
                        measure.Add(predicted, shapeInBox, label, source.Task, batch.Samples[sample].Name);
                    }
                }
            },
            cancellationToken);

        var first = measures[0];
        if (first.Model.Errors.Count == 0)
        {
            throw EvaluationPass.Empty(source);
        }

        return
        [
            .. measures.Select(measure => Record($"nme/{measure.Name}", nme => nme.Value, measure, false)),
            Record($"failure_rate_10/{first.Name}", nme => nme.FailureRate(Threshold), first, false),
            Record($"auc_10/{first.Name}", nme => nme.Auc(Threshold), first, true),
        ];

        MetricRecord Record(string metric, Func<Nme, double> of, Measure measure, bool higherIsBetter) =>
            new(
                source.Task.Id, source.Split, metric, of(measure.Model), of(measure.Baseline), higherIsBetter,
                measure.Model.Errors.Count);
    }

    private static Measure[] Measures(LandmarkSchema schema)
    {
        Measure[] byPoints =
        [
            .. schema.Normalizers.Select(normalizer => new Measure(
                normalizer.Name,
                label => Nme.NormDistance(normalizer, label.Points.AsSpan()),
                $"the points that '{normalizer.Name}' goes between",
                mayCollapse: schema == LandmarkSchema.Points19)),
        ];
        const string Corners = "the corners of the box";
        Measure[] byBox =
        [
            new("box-diagonal", label => Nme.BoxDiagonal(label.Box), Corners, mayCollapse: false),
            new("box-side", label => Nme.BoxSide(label.Box), Corners, mayCollapse: false),
        ];

        // The headline comes first; on AFLW it is the box, because eye corners collapse in its profile views.
        return schema == LandmarkSchema.Points19 ? [.. byBox, .. byPoints] : [.. byPoints, .. byBox];
    }

    private static Vector2[] InPicture(ReadOnlySpan<float> normalized, int sidePx, IPictureTransform transform)
    {
        var points = new Vector2[normalized.Length / 2];
        for (var index = 0; index < points.Length; index++)
        {
            var share = new Vector2(normalized[2 * index], normalized[(2 * index) + 1]);
            points[index] = transform.ToPicture((share * sidePx) - new Vector2(0.5f));
        }

        return points;
    }

    /// <summary>One way to divide the errors, for the model and for its baseline.</summary>
    /// <param name="name">Its name in the scores.</param>
    /// <param name="normDistance">What errors on a face are divided by, in pixels of the picture.</param>
    /// <param name="ends">What the distance lies between, for messages.</param>
    /// <param name="mayCollapse">
    /// Whether a distance of 0 leaves the face out, which the number of samples then says; elsewhere it is an error.
    /// </param>
    private sealed class Measure(string name, Func<LandmarkLabel, double> normDistance, string ends, bool mayCollapse)
    {
        public string Name { get; } = name;

        public Nme Model { get; } = new();

        public Nme Baseline { get; } = new();

        public void Add(Vector2[] predicted, Vector2[] meanShape, LandmarkLabel label, FaceTask task, string sample)
        {
            var distance = normDistance(label);
            if (!(distance > 0))
            {
                if (mayCollapse)
                {
                    return;
                }

                throw new DatasetException(
                    task.Id,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"sample {sample}: {ends} must lie apart, because errors are divided by their distance; "
                        + $"it is {distance} pixels. Correct the label or remove the sample from the list."));
            }

            Model.Add(predicted, label.Points.AsSpan(), distance);
            Baseline.Add(meanShape, label.Points.AsSpan(), distance);
        }
    }
}
