using System.Globalization;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;
using Microsoft.Extensions.Logging;

namespace Faceptor.Inference;

/// <summary>Where to look for the face before the network has seen the image.</summary>
internal static class FaceSearch
{
    /// <summary>Our choice: in a smaller box there is nothing to see.</summary>
    private const int MinBoxSidePx = 1;

    /// <summary>Our choice: beyond it, hardly a pixel of the image would be seen.</summary>
    private const int MaxBoxRatio = 100;

    /// <summary>
    /// The box that was given; otherwise the largest face that the detector finds; otherwise the largest square in the
    /// middle of the image.
    /// </summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="given">A box without a problem; null for none.</param>
    /// <param name="detector">Asked when no box is given; null for none.</param>
    /// <param name="logger">Told what the detector found.</param>
    /// <param name="cancellationToken">Stops the detector.</param>
    public static FaceLocation Begin(
        RgbImage image,
        FaceBox? given,
        IFaceDetector? detector,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        if (given is { } box)
        {
            return AtBox(box);
        }

        if (detector is not null && Largest(image, detector, logger, cancellationToken) is { } found)
        {
            var place = AtBox(found.Box);
            return found.FivePoints is { IsDefault: false, Length: AlignmentTemplate.NumPoints } points
                && FivePoints.FormsFace(points.AsSpan(), place.SquareBox)
                ? place with { FivePoints = points }
                : place;
        }

        return AtBox(FaceBoxes.CenterOf(image.Width, image.Height)) with { GivenBox = null };
    }

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

    private static FaceLocation AtBox(FaceBox box)
    {
        var square = FaceBoxes.Square(box);
        return new FaceLocation(box, square, FivePoints.OfBox(square));
    }

    // What a detector says is not the caller's fault: a box that cannot work counts as none.
    private static DetectedFace? Largest(
        RgbImage image, IFaceDetector detector, ILogger logger, CancellationToken cancellationToken)
    {
        var faces = detector.Detect(new ImageView(image.Pixels, image.Width, image.Height), cancellationToken).ToArray();
        var largest = faces
            .Where(face => FindProblem(face.Box, image) is null)
            .MaxBy(face => (double)face.Box.Width * face.Box.Height);
        if (largest is null)
        {
            InferenceLog.NoFaceDetected(logger, faces.Length);
        }
        else
        {
            InferenceLog.FaceDetected(logger, faces.Length);
        }

        return largest;
    }
}
