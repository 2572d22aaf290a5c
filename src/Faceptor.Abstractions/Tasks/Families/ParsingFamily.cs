using System.Collections.Immutable;

namespace Faceptor;

/// <summary>A class for every pixel: dense, with a class scheme; labels are label maps.</summary>
internal sealed class ParsingFamily : FamilyDefinition
{
    public override TaskFamily Family => TaskFamily.Parsing;

    public override bool IsDense => true;

    public override bool HasParsingSchema => true;

    public override bool LabelsAreImages => true;

    public override ImmutableArray<FaceFraming> Framings =>
        [FaceFraming.WholeImage, FaceFraming.CelebAHq, FaceFraming.LaPa];

    public override ChannelNormalization ReleasedNormalization => ChannelNormalization.Clip;

    internal override IEnumerable<string> TableColumns(FaceTask task) =>
        task.Labels.Select(label => $"{task.Id}:{label}");

    internal override IEnumerable<string> TableCells(FaceTask task, FacePrediction face) =>
        face.Parsing.First(found => found.Task.Equals(task)).Areas.Select(area => Cell(area.ShareRatio));

    internal override ChannelNormalization NormalizationOf(InputNormalization normalization) =>
        normalization.Parsing;

    internal override InputNormalization With(InputNormalization normalization, ChannelNormalization value) =>
        normalization with { Parsing = value };
}
