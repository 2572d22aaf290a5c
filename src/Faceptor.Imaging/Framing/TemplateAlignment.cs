using System.Numerics;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Framing;

/// <summary>Aligns faces to templates.</summary>
internal static class TemplateAlignment
{
    /// <summary>The rotation, scale and shift that bring a face onto a template's canvas.</summary>
    /// <param name="template">The template.</param>
    /// <param name="facePoints">The five points of the face, (x, y) in pixels of its image.</param>
    /// <param name="widthPx">Width of the aligned image in pixels.</param>
    /// <param name="heightPx">Height of the aligned image in pixels.</param>
    /// <exception cref="ArgumentException">There are not five points, or they all lie in one place.</exception>
    public static AffineTransform Align(
        this AlignmentTemplate template, ReadOnlySpan<Vector2> facePoints, int widthPx, int heightPx)
    {
        ArgumentNullException.ThrowIfNull(template);
        return AffineTransform.Similarity(facePoints, template.PointsPx(widthPx, heightPx).AsSpan());
    }

    /// <summary>
    /// Like <see cref="Align"/>, but with a square canvas's corners on the centres of the corner pixels: a point p of
    /// the template goes to p / width * (side - 1).
    /// </summary>
    /// <param name="template">The template.</param>
    /// <param name="facePoints">The five points of the face, (x, y) in pixels of its image.</param>
    /// <param name="sidePx">Side of the aligned image in pixels.</param>
    /// <exception cref="ArgumentException">There are not five points, or they all lie in one place.</exception>
    /// <remarks>Released configuration: how LaPa's faces are aligned.</remarks>
    public static AffineTransform AlignCenters(
        this AlignmentTemplate template, ReadOnlySpan<Vector2> facePoints, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(template);
        return AffineTransform.Similarity(facePoints, template.PointsPx(sidePx - 1, sidePx - 1).AsSpan());
    }
}
