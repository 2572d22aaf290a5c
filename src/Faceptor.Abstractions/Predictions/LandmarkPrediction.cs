using System.Collections.Immutable;

namespace Faceptor;

/// <summary>The points of the face.</summary>
/// <param name="Task">The task that defines the points.</param>
/// <param name="Points">All points, in the order of the task's labels.</param>
public sealed record LandmarkPrediction(FaceTask Task, ImmutableArray<NamedPoint> Points);

/// <summary>A point of the face.</summary>
/// <param name="Name">Which point, for example <c>left eye 1</c>; left is the viewer's.</param>
/// <param name="X">x in pixels of the original image; pixel centres lie at whole numbers.</param>
/// <param name="Y">y in pixels of the original image.</param>
public readonly record struct NamedPoint(string Name, float X, float Y);
