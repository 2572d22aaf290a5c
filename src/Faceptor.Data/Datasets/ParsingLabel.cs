using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>A class for every pixel of the picture.</summary>
/// <param name="Map">The classes, of the picture's size.</param>
public sealed record ParsingLabel(LabelMap Map) : FaceLabel
{
    /// <summary>
    /// Five points by which the face is brought into its frame: pupils, nose tip and mouth corners, left to right, in
    /// pixels of the picture. Empty where the picture itself is the frame (CelebAMask-HQ).
    /// </summary>
    public ImmutableArray<Vector2> AlignmentPoints { get; init; } = [];
}
