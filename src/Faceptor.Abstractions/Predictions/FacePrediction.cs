using System.Collections.Immutable;

namespace Faceptor;

/// <summary>
/// All that a model says about the face of one image. A family that the model lacks has an empty list; one with
/// several tasks has an entry for each.
/// </summary>
/// <param name="WidthPx">Width of the original image.</param>
/// <param name="HeightPx">Height of the original image.</param>
/// <param name="Box">The face box that was looked at, in pixels of the original image; edges may lie outside.</param>
public sealed record FacePrediction(int WidthPx, int HeightPx, FaceBox Box)
{
    /// <summary>
    /// What the network has learned from: where <see cref="Faceptor.LearnedFrom.IsSyntheticOnly"/>, its answers
    /// about photographs mean nothing. Null in predictions that do not say.
    /// </summary>
    public LearnedFrom? LearnedFrom { get; init; }

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
