using System.Collections.Immutable;
using Faceptor.Core.Tasks;

namespace Faceptor.Inference.Predictions;

/// <summary>Yes/no attributes of the face.</summary>
/// <param name="Task">The task that defines the attributes.</param>
/// <param name="Attributes">All attributes, in the order of the task's labels.</param>
public sealed record AttributesPrediction(FaceTask Task, ImmutableArray<AttributeProbability> Attributes);
