using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>A class for every pixel of the picture.</summary>
/// <param name="Map">The classes, of the picture's size.</param>
public sealed record ParsingLabel(LabelMap Map) : FaceLabel
{
    /// <summary>
    /// Left and right eye, nose tip, left and right mouth corner as the viewer sees them, (x, y) in pixels of the
    /// picture, when the dataset aligns faces by them (LaPa: landmarks 104, 105, 54, 84, 90 of its 106); else empty.
    /// </summary>
    public ImmutableArray<Vector2> AlignmentPoints { get; init; } = [];
}
