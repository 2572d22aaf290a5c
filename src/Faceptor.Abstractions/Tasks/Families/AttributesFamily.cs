namespace Faceptor;

/// <summary>Independent yes/no attributes, which every task names.</summary>
internal sealed class AttributesFamily : FamilyDefinition
{
    public override TaskFamily Family => TaskFamily.Attributes;

    public override ChannelNormalization ReleasedNormalization => ChannelNormalization.Half;

    internal override IEnumerable<string> TableColumns(FaceTask task) =>
        task.Labels.Select(label => $"{task.Id}:{label}");

    internal override IEnumerable<string> TableCells(FaceTask task, FacePrediction face) =>
        face.Attributes.First(found => found.Task.Equals(task)).Attributes
            .Select(attribute => Cell(attribute.Probability));

    internal override ChannelNormalization NormalizationOf(InputNormalization normalization) =>
        normalization.Attributes;

    internal override InputNormalization With(InputNormalization normalization, ChannelNormalization value) =>
        normalization with { Attributes = value };
}
