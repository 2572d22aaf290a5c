using System.Collections.Immutable;
using System.Numerics;

namespace Faceptor;

// The form of the JSON; its names and their order are the contract that docs/results-json.md describes.

/// <summary>An analysis as it is written.</summary>
internal sealed record AnalysisDocument(
    int Version,
    string Image,
    int WidthPx,
    int HeightPx,
    AnalysisDocument.WeightsPart Weights,
    AnalysisDocument.FacePart[] Faces,
    AnalysisDocument.FailurePart? Failure)
{
    /// <summary>What is written of an analysis.</summary>
    public static AnalysisDocument Of(ImageAnalysis analysis) => new(
        ImageAnalysisJson.Version,
        analysis.Image,
        analysis.WidthPx,
        analysis.HeightPx,
        WeightsPart.Of(analysis.Weights),
        [.. analysis.Faces.Select(FacePart.Of)],
        analysis.Failure is { } failure ? new FailurePart(failure.Kind, failure.Message) : null);

    /// <summary>The analysis that was written.</summary>
    /// <exception cref="ArgumentException">A task or a value cannot be.</exception>
    public ImageAnalysis ToAnalysis()
    {
        var weights = Weights.ToIdentity();
        return new ImageAnalysis(Image, WidthPx, HeightPx)
        {
            Weights = weights,
            Faces = [.. Faces.Select(face => face.ToPrediction(WidthPx, HeightPx, weights.LearnedFrom))],
            Failure = Failure is { } failure ? new AnalysisFailure(failure.Kind, failure.Message) : null,
        };
    }

    internal sealed record WeightsPart(
        string? Sha256, bool LearnedFromSyntheticFacesOnly, bool LearnedFromIsComplete, DatasetPart[] LearnedFrom)
    {
        public static WeightsPart Of(WeightsIdentity weights) => new(
            weights.Sha256,
            weights.LearnedFrom.IsSyntheticOnly,
            weights.LearnedFrom.IsComplete,
            [.. weights.LearnedFrom.Datasets.Select(entry => new DatasetPart(entry.Id, entry.IsSynthetic))]);

        public WeightsIdentity ToIdentity() => new(
            Sha256,
            new LearnedFrom { IsComplete = LearnedFromIsComplete }
                .With(LearnedFrom.Select(entry => new LearnedDataset(entry.Task, entry.Synthetic))));
    }

    internal sealed record DatasetPart(string Task, bool? Synthetic);

    internal sealed record FailurePart(string Kind, string Message);

    internal sealed record BoxPart(float Left, float Top, float Right, float Bottom);

    internal sealed record PointPart(string Name, float X, float Y);

    internal sealed record ConfidencePart(double? Value, double? DetectorScore, double? LandmarkPeak, bool IsLow, string Summary);

    internal sealed record LandmarksPart(string Task, string LabelSource, PointPart[] Points);

    internal sealed record AreaPart(string Name, string Title, long AreaPx, double ShareRatio);

    internal sealed record ParsingPart(string Task, string LabelSource, AreaPart[] Areas);

    internal sealed record AgePart(string Task, string LabelSource, double Years, double[] Probabilities);

    internal sealed record ProbabilityPart(string Name, double Probability);

    internal sealed record ExpressionPart(string Task, string LabelSource, string Top, ProbabilityPart[] Probabilities);

    internal sealed record AttributePart(string Name, double Probability, bool IsPresent);

    internal sealed record AttributesPart(string Task, string LabelSource, AttributePart[] Attributes);

    internal sealed record IdentityPart(string Task, string LabelSource, float[] Vector);

    internal sealed record FacePart(
        BoxPart Box,
        PointPart[] FivePoints,
        ConfidencePart Confidence,
        LandmarksPart[] Landmarks,
        ParsingPart[] Parsing,
        AgePart[] Ages,
        ExpressionPart[] Expressions,
        AttributesPart[] Attributes,
        IdentityPart[] Identities)
    {
        private static readonly ImmutableArray<string> FivePointNames =
            ["left eye", "right eye", "nose tip", "left mouth corner", "right mouth corner"];

        public static FacePart Of(FacePrediction face) => new(
            new BoxPart(face.Box.Left, face.Box.Top, face.Box.Right, face.Box.Bottom),
            [.. face.FivePoints.Zip(FivePointNames, (point, name) => new PointPart(name, point.X, point.Y))],
            new ConfidencePart(
                face.Confidence.Value,
                face.Confidence.DetectorScore,
                face.Confidence.LandmarkPeak,
                face.Confidence.IsLow,
                face.Confidence.Summary),
            [.. face.Landmarks.Select(found => new LandmarksPart(
                found.Task.Id, found.Task.DatasetName, [.. found.Points.Select(point => new PointPart(point.Name, point.X, point.Y))]))],
            [.. face.Parsing.Select(found => new ParsingPart(
                found.Task.Id,
                found.Task.DatasetName,
                [.. found.Areas.Select(area => new AreaPart(area.Name, area.Title, area.AreaPx, area.ShareRatio))]))],
            [.. face.Ages.Select(found => new AgePart(
                found.Task.Id, found.Task.DatasetName, found.Years, [.. found.Probabilities]))],
            [.. face.Expressions.Select(found => new ExpressionPart(
                found.Task.Id,
                found.Task.DatasetName,
                found.Top,
                [.. found.Probabilities.Select(entry => new ProbabilityPart(entry.Name, entry.Probability))]))],
            [.. face.Attributes.Select(found => new AttributesPart(
                found.Task.Id,
                found.Task.DatasetName,
                [.. found.Attributes.Select(entry => new AttributePart(entry.Name, entry.Probability, entry.IsPresent))]))],
            [.. face.Identities.Select(found => new IdentityPart(
                found.Task.Id, found.Task.DatasetName, [.. found.Vector]))]);

        public FacePrediction ToPrediction(int widthPx, int heightPx, LearnedFrom learnedFrom) => new(
            widthPx, heightPx, new FaceBox(Box.Top, Box.Left, Box.Bottom, Box.Right))
        {
            LearnedFrom = learnedFrom,
            FivePoints = [.. FivePoints.Select(point => new Vector2(point.X, point.Y))],
            Confidence = new FaceConfidence(Confidence.DetectorScore, Confidence.LandmarkPeak),
            Landmarks =
            [
                .. Landmarks.Select(found => new LandmarkPrediction(
                    TaskOf(found.Task, TaskFamily.Landmarks, found.LabelSource, found.Points.Select(point => point.Name)),
                    [.. found.Points.Select(point => new NamedPoint(point.Name, point.X, point.Y))])),
            ],
            Parsing =
            [
                .. Parsing.Select(found => new ParsingPrediction(
                    TaskOf(found.Task, TaskFamily.Parsing, found.LabelSource, found.Areas.Select(area => area.Name)),
                    [.. found.Areas.Select(area => new ClassArea(area.Name, area.Title, area.AreaPx, area.ShareRatio))])),
            ],
            Ages =
            [
                .. Ages.Select(found => new AgePrediction(
                    TaskOf(found.Task, TaskFamily.Age, found.LabelSource, FaceTasks.AgeMorph2.Labels),
                    found.Years,
                    [.. found.Probabilities])),
            ],
            Expressions =
            [
                .. Expressions.Select(found => new ExpressionPrediction(
                    TaskOf(
                        found.Task,
                        TaskFamily.Expression,
                        found.LabelSource,
                        found.Probabilities.Select(entry => entry.Name)),
                    [.. found.Probabilities.Select(entry => new NamedProbability(entry.Name, entry.Probability))])),
            ],
            Attributes =
            [
                .. Attributes.Select(found => new AttributesPrediction(
                    TaskOf(
                        found.Task, TaskFamily.Attributes, found.LabelSource, found.Attributes.Select(entry => entry.Name)),
                    [
                        .. found.Attributes.Select(entry => new AttributeProbability(
                            entry.Name, entry.Probability, entry.IsPresent)),
                    ])),
            ],
            Identities =
            [
                .. Identities.Select(found => new IdentityPrediction(
                    TaskOf(found.Task, TaskFamily.Identity, found.LabelSource, []), [.. found.Vector])),
            ],
        };

        // A custom task is made again from what its results name: schemes and framing are not in it.
        private static FaceTask TaskOf(string id, TaskFamily family, string labelSource, IEnumerable<string> labels) =>
            FaceTasks.FindKnown(id) ?? new FaceTask(id, family, labelSource, [.. labels]);
    }
}
