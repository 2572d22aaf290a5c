using System.Collections.Immutable;
using System.Globalization;

namespace Faceptor;

/// <summary>Points of the face: dense, with a point scheme; points may be numbered instead of named.</summary>
internal sealed class LandmarksFamily : FamilyDefinition
{
    public override TaskFamily Family => TaskFamily.Landmarks;

    public override bool IsDense => true;

    public override bool HasLandmarkSchema => true;

    public override ImmutableArray<FaceFraming> Framings =>
        [FaceFraming.LandmarkBox, FaceFraming.SquareLandmarkBox, FaceFraming.WideLandmarkBox];

    public override ChannelNormalization ReleasedNormalization => ChannelNormalization.Clip;

    public override bool CountsLabels => true;

    // A scheme of many points is long to write down, and its names are of no use to anybody.
    public override ImmutableArray<string> NumberedLabels(int count) =>
    [
        .. Enumerable.Range(0, Math.Clamp(count, 0, FaceTask.MaxLabels + 1)).Select(
            point => string.Create(CultureInfo.InvariantCulture, $"point {point}")),
    ];

    internal override IEnumerable<string> TableColumns(FaceTask task) =>
        task.Labels.SelectMany(label => (string[])[$"{task.Id}:{label}:x", $"{task.Id}:{label}:y"]);

    internal override IEnumerable<string> TableCells(FaceTask task, FacePrediction face) =>
        face.Landmarks.First(found => found.Task.Equals(task)).Points
            .SelectMany(point => (string[])[Cell(point.X), Cell(point.Y)]);

    internal override ChannelNormalization NormalizationOf(InputNormalization normalization) =>
        normalization.Landmarks;

    internal override InputNormalization With(InputNormalization normalization, ChannelNormalization value) =>
        normalization with { Landmarks = value };
}
