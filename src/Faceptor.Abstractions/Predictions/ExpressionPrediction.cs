using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Faceptor;

/// <summary>The expression of the face.</summary>
/// <param name="Task">The task that the model learned expressions from.</param>
/// <param name="Probabilities">
/// Probability of each expression, in the order of the task's labels. They sum to 1.
/// </param>
public sealed record ExpressionPrediction(
    [property: JsonPropertyOrder(-3)] FaceTask Task, ImmutableArray<NamedProbability> Probabilities)
{
    /// <summary>The likeliest expression by its name among the task's labels.</summary>
    [JsonPropertyOrder(-2)]
    public string Top => Probabilities[TopIndex].Name;

    /// <summary>Place of the likeliest expression among the task's labels, from 0.</summary>
    [JsonPropertyOrder(-1)]
    public int TopIndex =>
        Enumerable.Range(0, Probabilities.Length).MaxBy(index => Probabilities[index].Probability);

    /// <summary>The likeliest expression where the task tells the seven known ones apart; null elsewhere.</summary>
    [JsonIgnore]
    public Expression? TopExpression =>
        Task.Labels.SequenceEqual(Task.Definition.UsualLabels!.Value) ? (Expression)TopIndex : null;
}

/// <summary>How likely something is.</summary>
/// <param name="Name">What.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct NamedProbability(string Name, double Probability);
