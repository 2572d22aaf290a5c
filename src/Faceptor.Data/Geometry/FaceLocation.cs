using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Geometry;

/// <summary>Where a face is in an image.</summary>
/// <param name="GivenBox">The face box as the caller or a detector gave it; null when nobody did.</param>
/// <param name="SquareBox">The square box around the face, as far as it is known.</param>
/// <param name="FivePoints">
/// Left eye, right eye, nose tip, left and right mouth corner as the viewer sees them, (x, y) in pixels of the image.
/// </param>
public readonly record struct FaceLocation(
    FaceBox? GivenBox, FaceBox SquareBox, ImmutableArray<Vector2> FivePoints);
