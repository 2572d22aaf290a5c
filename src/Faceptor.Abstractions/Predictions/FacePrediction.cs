using System.Collections.Immutable;
using System.Numerics;

namespace Faceptor;

/// <summary>
/// All that a model says about one face of an image. A family that the model lacks, or that was not asked, has an empty
/// list; one with several tasks has an entry for each.
/// </summary>
/// <param name="WidthPx">Width of the original image.</param>
/// <param name="HeightPx">Height of the original image.</param>
/// <param name="Box">
/// The square box around the face, refined by the landmarks where they were computed, in pixels of the original image;
/// edges may lie outside.
/// </param>
public sealed record FacePrediction(int WidthPx, int HeightPx, FaceBox Box)
{
    /// <summary>
    /// What the network has learned from: where <see cref="Faceptor.LearnedFrom.IsSyntheticOnly"/>, its answers
    /// about photographs mean nothing. Null in predictions that do not say.
    /// </summary>
    public LearnedFrom? LearnedFrom { get; init; }

    /// <summary>
    /// Left eye, right eye, nose tip, left and right mouth corner as the viewer sees them, (x, y) in pixels of the
    /// original image: what the face was aligned by. Empty where nothing had to be aligned and nobody gave them.
    /// </summary>
    public ImmutableArray<Vector2> FivePoints { get; init; } = [];

    /// <summary>How sure detector and network are about the face.</summary>
    public FaceConfidence Confidence { get; init; }

    /// <summary>Points.</summary>
    public ImmutableArray<LandmarkPrediction> Landmarks { get; init; } = [];

    /// <summary>Classes of the pixels.</summary>
    public ImmutableArray<ParsingPrediction> Parsing { get; init; } = [];

    /// <summary>Ages.</summary>
    public ImmutableArray<AgePrediction> Ages { get; init; } = [];

    /// <summary>Expressions.</summary>
    public ImmutableArray<ExpressionPrediction> Expressions { get; init; } = [];

    /// <summary>Yes/no attributes.</summary>
    public ImmutableArray<AttributesPrediction> Attributes { get; init; } = [];

    /// <summary>Identity vectors.</summary>
    public ImmutableArray<IdentityPrediction> Identities { get; init; } = [];
}
