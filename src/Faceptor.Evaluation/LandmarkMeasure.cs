using System.Globalization;
using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Metrics;

namespace Faceptor.Evaluation;

/// <summary>One way to divide landmark errors, for the model and for its baseline.</summary>
internal sealed class LandmarkMeasure
{
    private const int UsualPercent = 10;
    private const int AflwPercent = 7;

    private readonly string _name;
    private readonly Func<LandmarkLabel, double> _normDistance;
    private readonly string _ends;
    private readonly bool _mayCollapse;
    private WithBaseline<Nme> _errors = WithBaseline<Nme>.Start(() => new Nme(), null);

    /// <param name="name">Its name in the scores.</param>
    /// <param name="normDistance">What errors on a face are divided by, in pixels of the image.</param>
    /// <param name="ends">What the distance lies between, for messages.</param>
    /// <param name="mayCollapse">
    /// Whether a distance of 0 leaves the face out, which the number of samples then says; elsewhere it is an error.
    /// </param>
    private LandmarkMeasure(string name, Func<LandmarkLabel, double> normDistance, string ends, bool mayCollapse)
    {
        _name = name;
        _normDistance = normDistance;
        _ends = ends;
        _mayCollapse = mayCollapse;
    }

    /// <summary>Threshold of failure rate and AUC in percent; null where papers give neither.</summary>
    private int? CurvePercent { get; init; }

    /// <summary>The measures of a task, the headline first.</summary>
    /// <param name="task">The task.</param>
    /// <param name="baselineProblem">Why there is no mean shape to compare with; null when there is one.</param>
    public static LandmarkMeasure[] Of(FaceTask task, string? baselineProblem)
    {
        var measures = Of(task);
        Array.ForEach(
            measures, measure => measure._errors = WithBaseline<Nme>.Start(() => new Nme(), baselineProblem));
        return measures;
    }

    /// <summary>Adds a face.</summary>
    public void Add(Vector2[] predicted, Vector2[]? meanShape, LandmarkLabel label, FaceTask task, string sample)
    {
        var distance = _normDistance(label);
        if (!(distance > 0))
        {
            if (_mayCollapse)
            {
                return;
            }

            throw new DatasetException(
                task.Id,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"sample {sample}: {_ends} must lie apart, because errors are divided by their distance; "
                    + $"it is {distance} pixels. Correct the label or remove the sample from the list."));
        }

        _errors.Model.Add(predicted, label.Points.AsSpan(), distance);
        if (meanShape is not null)
        {
            _errors.Baseline.Add(meanShape, label.Points.AsSpan(), distance);
        }
    }

    /// <summary>A score by this measure.</summary>
    public MetricRecord Record(
        IEvaluationSource source, string split, string metric, Func<Nme, double> of, bool higherIsBetter) =>
        _errors.Record(source, split, $"{metric}/{_name}", of, higherIsBetter, _errors.Model.Errors.Count);

    /// <summary>Failure rate and AUC, where papers give them by this measure.</summary>
    public IEnumerable<MetricRecord> CurveRecords(IEvaluationSource source, string split)
    {
        if (CurvePercent is { } percent)
        {
            var threshold = percent / 100.0;
            yield return Record(source, split, $"failure_rate_{percent}", nme => nme.FailureRate(threshold), false);
            yield return Record(source, split, $"auc_{percent}", nme => nme.Auc(threshold), true);
        }
    }

    private static LandmarkMeasure[] Of(FaceTask task)
    {
        // Custom points may have no schema, and then only the box divides.
        var schema = task.Landmarks;
        var isAflw = schema == LandmarkSchema.Points19;
        LandmarkMeasure[] byPoints =
        [
            .. (schema?.Normalizers ?? []).Select((normalizer, place) => new LandmarkMeasure(
                normalizer.Name,
                label => Nme.NormDistance(normalizer, label.Points.AsSpan()),
                $"the points that '{normalizer.Name}' goes between",
                mayCollapse: isAflw)
            {
                CurvePercent = place == 0 && !isAflw ? UsualPercent : null,
            }),
        ];
        const string Corners = "the corners of the box";
        LandmarkMeasure[] byBox =
        [
            new("box-diagonal", label => Nme.BoxDiagonal(label.Box), Corners, mayCollapse: false)
            {
                CurvePercent = schema is null ? UsualPercent : null,
            },
            new("box-side", label => Nme.BoxSide(label.Box), Corners, mayCollapse: false)
            {
                CurvePercent = isAflw ? AflwPercent : null,
            },
        ];

        // On AFLW the headline is the box, because eye corners collapse in its profile views.
        return isAflw ? [.. byBox, .. byPoints] : [.. byPoints, .. byBox];
    }
}
