using System.Collections.Immutable;

namespace Faceptor;

/// <summary>All that a model says about the faces of one image, or why it says nothing.</summary>
/// <param name="Image">The image's name as the caller gave it, for example its path; empty for none.</param>
/// <param name="WidthPx">Width of the image in pixels; 0 where it could not be read.</param>
/// <param name="HeightPx">Height of the image in pixels; 0 where it could not be read.</param>
public sealed record ImageAnalysis(string Image, int WidthPx, int HeightPx)
{
    /// <summary>The weights that answered.</summary>
    public WeightsIdentity Weights { get; init; } = WeightsIdentity.Unknown;

    /// <summary>
    /// The faces: in the order of the boxes or points that were given, or as the detector found them, the largest first.
    /// </summary>
    public ImmutableArray<FacePrediction> Faces { get; init; } = [];

    /// <summary>What went wrong with this image; null when nothing did. An image without a face is no failure.</summary>
    public AnalysisFailure? Failure { get; init; }
}

/// <summary>Which weights answered.</summary>
/// <param name="Sha256">
/// The SHA-256 of their file in lower-case hexadecimal digits; null for weights that came from no file.
/// </param>
/// <param name="LearnedFrom">
/// What they learned from; where <see cref="LearnedFrom.IsSyntheticOnly"/>, answers about photographs mean nothing.
/// </param>
public sealed record WeightsIdentity(string? Sha256, LearnedFrom LearnedFrom)
{
    /// <summary>Weights that nothing is known about.</summary>
    public static WeightsIdentity Unknown { get; } = new(null, LearnedFrom.Unknown);
}

/// <summary>Why an image was not analysed.</summary>
/// <param name="Kind">The exception's type, for programs: for example <c>DatasetException</c>.</param>
/// <param name="Message">One line for people: what was expected, what it got, where, what to do.</param>
public sealed record AnalysisFailure(string Kind, string Message);
