using System.Collections.Immutable;
using System.Numerics;

namespace Faceptor.Synthetic;

/// <summary>The size of an image and where the face lies in it.</summary>
public sealed record SyntheticFrame
{
    /// <summary>Width of the image in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the image in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>
    /// Where both eyes, the tip of the nose and both mouth corners should come to lie, viewer's left first, in pixels
    /// with pixel
    /// centres at whole numbers. The face is placed by the similarity that fits them best, before the parameters' roll.
    /// </summary>
    public required ImmutableArray<Vector2> FivePoints { get; init; }

    /// <summary>Size of the label map over the size of the image; 0 draws no map.</summary>
    public int LabelScale { get; init; }

    /// <summary>The 112 x 112 crop of face recognition (ArcFace's template).</summary>
    public static SyntheticFrame Recognition { get; } = Of(AlignmentTemplate.ArcFace, 112, 112);

    /// <summary>The 178 x 218 crop of CelebA.</summary>
    public static SyntheticFrame CelebA { get; } = Of(AlignmentTemplate.CelebA, 178, 218);

    /// <summary>LFW's 250 x 250 images, with the face as large in them as in CelebA's.</summary>
    public static SyntheticFrame Lfw { get; } = CelebA.Resized(250, 250, new Vector2(124.5f, 137), 1.25f);

    /// <summary>CelebA-HQ's framing at 256 x 256, with a label map of 512 x 512.</summary>
    public static SyntheticFrame CelebAHq { get; } = Of(AlignmentTemplate.CelebAHq, 256, 256) with { LabelScale = 2 };

    /// <summary>A square crop close around the face.</summary>
    /// <param name="size">Side in pixels.</param>
    public static SyntheticFrame Crop(int size) =>
        Recognition.Resized(size, size, (size - 1) * new Vector2(0.5f, 0.5f), size / 112f * AlignmentTemplate.LooseScale);

    /// <summary>The canvas of a template, at any size.</summary>
    /// <param name="template">Where the five points lie.</param>
    /// <param name="widthPx">Width of the image in pixels.</param>
    /// <param name="heightPx">Height of the image in pixels.</param>
    public static SyntheticFrame Of(AlignmentTemplate template, int widthPx, int heightPx)
    {
        ArgumentNullException.ThrowIfNull(template);
        return new SyntheticFrame
        {
            Width = widthPx,
            Height = heightPx,
            FivePoints = template.PointsPx(widthPx, heightPx),
        };
    }

    /// <summary>The same five points enlarged and moved into an image of another size.</summary>
    /// <param name="width">New width in pixels.</param>
    /// <param name="height">New height in pixels.</param>
    /// <param name="centre">Where the middle of the five points goes.</param>
    /// <param name="scale">Factor on distances.</param>
    public SyntheticFrame Resized(int width, int height, Vector2 centre, float scale)
    {
        var middle = FivePoints.Aggregate(Vector2.Zero, (sum, point) => sum + point) / FivePoints.Length;
        return this with
        {
            Width = width,
            Height = height,
            FivePoints = [.. FivePoints.Select(point => centre + ((point - middle) * scale))],
        };
    }

    /// <summary>The same image with the face moved and scaled about its middle.</summary>
    /// <param name="shift">Move in pixels.</param>
    /// <param name="scale">Factor on distances.</param>
    public SyntheticFrame Shifted(Vector2 shift, float scale)
    {
        var middle = FivePoints.Aggregate(Vector2.Zero, (sum, point) => sum + point) / FivePoints.Length;
        return Resized(Width, Height, middle + shift, scale);
    }

    /// <summary>From face units to Skia's pixels (edges at whole numbers).</summary>
    internal Matrix3x2 Place(ReadOnlySpan<Vector2> facePoints, float rollDegrees)
    {
        var (from, to) = (Vector2.Zero, Vector2.Zero);
        for (var i = 0; i < facePoints.Length; i++)
        {
            from += facePoints[i] / facePoints.Length;
            to += FivePoints[i] / facePoints.Length;
        }

        // Points as complex numbers: the least-squares rotation and scale is sum(conj(a) b) / sum(|a|²).
        var (real, imaginary, norm) = (0f, 0f, 0f);
        for (var i = 0; i < facePoints.Length; i++)
        {
            var a = facePoints[i] - from;
            var b = FivePoints[i] - to;
            real += (a.X * b.X) + (a.Y * b.Y);
            imaginary += (a.X * b.Y) - (a.Y * b.X);
            norm += a.LengthSquared();
        }

        var fit = new Matrix3x2(real / norm, imaginary / norm, -imaginary / norm, real / norm, 0, 0);
        return Matrix3x2.CreateTranslation(-from)
            * fit
            * Matrix3x2.CreateRotation(rollDegrees * MathF.PI / 180)
            * Matrix3x2.CreateTranslation(to + new Vector2(0.5f));
    }
}
