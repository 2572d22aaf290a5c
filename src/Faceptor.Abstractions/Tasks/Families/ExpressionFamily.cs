using System.Collections.Immutable;

namespace Faceptor;

/// <summary>One of some classes, by default the seven canonical expressions.</summary>
internal sealed class ExpressionFamily : FamilyDefinition
{
    private static readonly ImmutableArray<string> Names =
        [.. Enum.GetNames<Expression>().Select(name => name.ToLowerInvariant())];

    public override TaskFamily Family => TaskFamily.Expression;

    public override ImmutableArray<string>? UsualLabels => Names;

    public override ChannelNormalization ReleasedNormalization => ChannelNormalization.Half;

    internal override IEnumerable<string> TableColumns(FaceTask task) =>
        [task.Id, .. task.Labels.Select(label => $"{task.Id}:{label}")];

    internal override IEnumerable<string> TableCells(FaceTask task, FacePrediction face)
    {
        var found = face.Expressions.First(found => found.Task.Equals(task));
        return [found.Top, .. found.Probabilities.Select(entry => Cell(entry.Probability))];
    }

    internal override ChannelNormalization NormalizationOf(InputNormalization normalization) =>
        normalization.Expression;

    internal override InputNormalization With(InputNormalization normalization, ChannelNormalization value) =>
        normalization with { Expression = value };
}
