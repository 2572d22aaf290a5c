using System.Collections.Immutable;
using System.Globalization;

namespace Faceptor;

/// <summary>Age in years: the labels are the years from 0, and always all of them.</summary>
internal sealed class AgeFamily : FamilyDefinition
{
    private static readonly ImmutableArray<string> Years =
    [
        .. Enumerable.Range(0, FaceTasks.MaxAgeYears + 1).Select(age => age.ToString(CultureInfo.InvariantCulture)),
    ];

    public override TaskFamily Family => TaskFamily.Age;

    public override ImmutableArray<string>? UsualLabels => Years;

    public override bool AllowsCustomLabels => false;

    public override ChannelNormalization ReleasedNormalization => ChannelNormalization.Half;

    internal override IEnumerable<string> TableCells(FaceTask task, FacePrediction face) =>
        [Cell(face.Ages.First(found => found.Task.Equals(task)).Years)];

    internal override ChannelNormalization NormalizationOf(InputNormalization normalization) =>
        normalization.Age;

    internal override InputNormalization With(InputNormalization normalization, ChannelNormalization value) =>
        normalization with { Age = value };
}
