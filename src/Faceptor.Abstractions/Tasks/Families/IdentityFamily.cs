using System.Collections.Immutable;

namespace Faceptor;

/// <summary>Who somebody is: a vector instead of labels, scored on pairs.</summary>
internal sealed class IdentityFamily : FamilyDefinition
{
    public override TaskFamily Family => TaskFamily.Identity;

    public override bool HasLabels => false;

    public override ImmutableArray<string>? UsualLabels => [];

    public override bool AllowsCustomLabels => false;

    public override bool IsScoredOnPairs => true;

    public override ImmutableArray<FaceFraming> Framings =>
        [.. base.Framings.Select(framing => framing with { AddsMirroredView = true })];

    public override ChannelNormalization ReleasedNormalization => ChannelNormalization.Half;

    internal override IEnumerable<string> TableCells(FaceTask task, FacePrediction face) =>
    [
        string.Join(' ', face.Identities.First(found => found.Task.Equals(task)).Vector.Select(value => Cell(value))),
    ];

    internal override ChannelNormalization NormalizationOf(InputNormalization normalization) =>
        normalization.Identity;

    internal override InputNormalization With(InputNormalization normalization, ChannelNormalization value) =>
        normalization with { Identity = value };
}
