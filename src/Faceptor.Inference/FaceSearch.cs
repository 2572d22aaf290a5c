using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;
using Microsoft.Extensions.Logging;

namespace Faceptor.Inference;

/// <summary>Where to look for faces before the network has seen the image: as the request says, or the detector.</summary>
internal static class FaceSearch
{
    /// <summary>Our choice: in a smaller box there is nothing to see.</summary>
    private const int MinBoxSidePx = 1;

    /// <summary>Our choice: beyond it, hardly a pixel of the image would be seen.</summary>
    private const int MaxBoxRatio = 100;

    /// <summary>Finds the faces of an image.</summary>
    /// <param name="request">Where they are, if it says so.</param>
    /// <param name="image">Its image; not changed.</param>
    /// <param name="detector">Asked when the request does not say; null for none.</param>
    /// <param name="minScore">Faces of lower scores are left out.</param>
    /// <param name="logger">Told what the detector found.</param>
    /// <param name="cancellationToken">Stops the detector.</param>
    /// <returns>The faces; none where the detector found none.</returns>
    /// <exception cref="OptionsException">
    /// A box or points cannot be those of a face, more than one of the three ways is given, or none and there is no
    /// detector.
    /// </exception>
    public static ImmutableArray<FoundFace> Find(
        AnalysisRequest request,
        RgbImage image,
        IFaceDetector? detector,
        double minScore,
        ILogger logger,
        CancellationToken cancellationToken) => request switch
        {
            { IsCropped: true, Boxes: null, FivePoints: null } =>
                [Cropped(image)],
            { IsCropped: false, Boxes: { IsDefault: false } boxes, FivePoints: null } =>
                [.. boxes.Select(box => OfBox(box, image))],
            { IsCropped: false, Boxes: null, FivePoints: { IsDefault: false } faces } =>
                [.. faces.Select(points => OfPoints(points, image))],
            { IsCropped: false, Boxes: null, FivePoints: null } when detector is not null =>
                Detect(image, detector, minScore, logger, cancellationToken),
            { IsCropped: false, Boxes: null, FivePoints: null } => throw new OptionsException(
                "detector",
                "expected a detector, boxes, five points, or an image that is one face (AnalyzeCropped), got none of "
                + "them, and where the face is is not guessed; give one."),
            _ => throw new OptionsException(
                "faces", "expected boxes, five points or a cropped image, got more than one of them; give one."),
        };

    /// <summary>What is wrong with a face box beside its image.</summary>
    /// <returns>Null when nothing is.</returns>
    public static string? FindProblem(FaceBox box, RgbImage image)
    {
        var (width, height) = ((double)box.Right - box.Left, (double)box.Bottom - box.Top);
        if (!(width >= MinBoxSidePx && height >= MinBoxSidePx && double.IsFinite(width) && double.IsFinite(height)))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"expected a width and a height of at least {MinBoxSidePx} pixel, got {width} x {height}; "
                + $"give x,y,width,height in pixels.");
        }

        var longest = MaxBoxRatio * Math.Max(image.Width, image.Height);
        if (Math.Max(width, height) > longest)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"expected sides of at most {longest} pixels, {MaxBoxRatio} times the image's, "
                + $"got {width} x {height}; give x,y,width,height in pixels of this image.");
        }

        return box.Right > 0 && box.Bottom > 0 && box.Left < image.Width && box.Top < image.Height
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"expected a box that meets the image of {image.Width} x {image.Height} pixels, "
                + $"got x {box.Left} to {box.Right}, y {box.Top} to {box.Bottom}; "
                + $"give x,y,width,height in pixels of this image.");
    }

    // Datasets cut faces tightly, or with hair and neck: the landmarks say which it is.
    private static FoundFace Cropped(RgbImage image)
    {
        var square = FaceBoxes.CenterOf(image.Width, image.Height);
        return new FoundFace(AtBox(square) with { GivenBox = null })
        {
            Alternative = AtBox(FaceBoxes.InPortrait(square)) with { GivenBox = null },
        };
    }

    private static FoundFace OfBox(FaceBox box, RgbImage image) => FindProblem(box, image) is { } problem
        ? throw new OptionsException("box", problem)
        : new FoundFace(AtBox(box));

    private static FoundFace OfPoints(ImmutableArray<Vector2> points, RgbImage image)
    {
        if (points.IsDefault || points.Length != AlignmentTemplate.NumPoints)
        {
            throw new OptionsException(
                "fivePoints",
                $"expected {AlignmentTemplate.NumPoints} points a face (left eye, right eye, nose tip, left and right mouth "
                + $"corner), got {(points.IsDefault ? 0 : points.Length)}.");
        }

        var box = FivePoints.BoxOf(points.AsSpan());
        if (FindProblem(box, image) is { } problem)
        {
            throw new OptionsException("fivePoints", $"the box around them cannot be a face's: {problem}");
        }

        return FivePoints.FormsFace(points.AsSpan(), box)
            ? new FoundFace(new FaceLocation(box, box, points)) { PointsAreKnown = true }
            : throw new OptionsException(
                "fivePoints",
                "expected eyes above the mouth and left to the left as the viewer sees them, got "
                + $"{string.Join(", ", points)}; give left eye, right eye, nose tip, left and right mouth corner.");
    }

    private static FaceLocation AtBox(FaceBox box)
    {
        var square = FaceBoxes.Square(box);
        return new FaceLocation(box, square, FivePoints.OfBox(square));
    }

    // What a detector says is not the caller's fault: a box that cannot work is left out.
    private static ImmutableArray<FoundFace> Detect(
        RgbImage image, IFaceDetector detector, double minScore, ILogger logger, CancellationToken cancellationToken)
    {
        var faces = detector.Detect(new ImageView(image.Pixels, image.Width, image.Height), cancellationToken);
        ImmutableArray<FoundFace> found =
        [
            .. faces
                .Where(face => face.Score >= minScore && FindProblem(face.Box, image) is null)
                .OrderByDescending(face => (double)face.Box.Width * face.Box.Height)
                .Select(Place),
        ];
        if (found.IsEmpty)
        {
            InferenceLog.NoFaceDetected(logger, faces.Length);
        }
        else
        {
            InferenceLog.FacesDetected(logger, found.Length, faces.Length);
        }

        return found;
    }

    private static FoundFace Place(DetectedFace face)
    {
        var place = AtBox(face.Box);
        var points = face.FivePoints;
        return points is { IsDefault: false, Length: AlignmentTemplate.NumPoints }
            && FivePoints.FormsFace(points.AsSpan(), place.SquareBox)
            ? new FoundFace(place with { SquareBox = FivePoints.BoxOf(points.AsSpan()), FivePoints = points })
            {
                DetectorScore = face.Score,
                PointsAreKnown = true,
            }
            : new FoundFace(place) { DetectorScore = face.Score };
    }
}

/// <summary>A face that a request named or a detector found.</summary>
/// <param name="Location">Where it is, as far as it is known.</param>
internal readonly record struct FoundFace(FaceLocation Location)
{
    /// <summary>How sure the detector is; null where none was asked.</summary>
    public double? DetectorScore { get; init; }

    /// <summary>Where it may be instead, for a first look to decide; null where it is known.</summary>
    public FaceLocation? Alternative { get; init; }

    /// <summary>Whether the five points are the face's own; false where they are those of a typical face in the box.</summary>
    public bool PointsAreKnown { get; init; }
}
