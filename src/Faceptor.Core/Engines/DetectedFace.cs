using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Tasks;

namespace Faceptor.Core.Engines;

/// <summary>A face that a detector found.</summary>
/// <param name="Box">Its box in pixels of the image; edges may lie outside.</param>
/// <param name="Score">How sure the detector is, from 0 to 1.</param>
public sealed record DetectedFace(FaceBox Box, double Score)
{
    /// <summary>
    /// Left eye, right eye, nose tip, left and right mouth corner as the viewer sees them, (x, y) in pixels of the
    /// image; empty where the detector does not say.
    /// </summary>
    public ImmutableArray<Vector2> FivePoints { get; init; } = [];
}
