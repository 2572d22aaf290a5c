using System.Collections.Immutable;
using System.Numerics;

namespace Faceptor.Data.Datasets;

/// <summary>A face of IJB-C.</summary>
/// <param name="Name">Its picture's file name.</param>
/// <param name="Template">The template that it belongs to: the faces of one person from one source.</param>
/// <param name="Medium">The still picture or video that it was taken from.</param>
/// <param name="Points">
/// Eyes, nose tip and mouth corners, left to right as the viewer sees them: (x, y) in pixels of the picture.
/// </param>
/// <param name="Score">How sure the detector was, mostly 0 to 1; scoring weighs the face by it.</param>
public sealed record IjbCFace(string Name, int Template, int Medium, ImmutableArray<Vector2> Points, float Score);
