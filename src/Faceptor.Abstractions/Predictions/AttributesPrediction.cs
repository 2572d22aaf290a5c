using System.Collections.Immutable;

namespace Faceptor;

/// <summary>Yes/no attributes of the face.</summary>
/// <param name="Task">The task that defines the attributes.</param>
/// <param name="Attributes">All attributes, in the order of the task's labels.</param>
public sealed record AttributesPrediction(FaceTask Task, ImmutableArray<AttributeProbability> Attributes);

/// <summary>How likely an attribute is, and the decision.</summary>
/// <param name="Name">The dataset's own spelling, for example <c>Wearing_Hat</c>.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="IsPresent">Whether the probability is above one half.</param>
public readonly record struct AttributeProbability(string Name, double Probability, bool IsPresent);
