using System.Collections.Immutable;
using Faceptor.Core.Tasks;

namespace Faceptor.Inference.Predictions;

/// <summary>The points of the face.</summary>
/// <param name="Task">The task that defines the points.</param>
/// <param name="Points">All points, in the order of the task's labels.</param>
public sealed record LandmarkPrediction(FaceTask Task, ImmutableArray<NamedPoint> Points);
