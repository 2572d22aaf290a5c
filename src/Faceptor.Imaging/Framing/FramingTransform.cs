using System.Numerics;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Framing;

/// <summary>
/// The way from an image to what the network sees, without random changes: the geometry of every
/// <see cref="FaceFraming"/>. Predicted points and maps come back through it.
/// </summary>
internal static class FramingTransform
{
    /// <summary>A face box that takes a part of the input's side, its middle in the middle.</summary>
    /// <param name="box">The face box in pixels of the image.</param>
    /// <param name="sidePx">Side of the input in pixels.</param>
    /// <param name="boxRatio">The part of the side, for example <see cref="FaceFraming.BoxRatio"/>.</param>
    /// <exception cref="ArgumentException">The box has no area.</exception>
    public static AlignmentWarp OfBox(FaceBox box, int sidePx, double boxRatio) => new(
        AffineTransform.Crop(box, sidePx).Then(
            AffineTransform.Jitter(0, boxRatio, Vector2.Zero, new Vector2((sidePx - 1) / 2f))),
        sidePx);

    /// <summary>The whole image, its aspect not kept.</summary>
    /// <param name="widthPx">Width of the image.</param>
    /// <param name="heightPx">Height of the image.</param>
    /// <param name="sidePx">Side of the input in pixels.</param>
    public static AlignmentWarp OfImage(int widthPx, int heightPx, int sidePx) =>
        new(AffineTransform.Scale(widthPx, heightPx, sidePx, sidePx), sidePx);

    /// <summary>A part of the image, its aspect not kept.</summary>
    /// <param name="region">The part.</param>
    /// <param name="sidePx">Side of the input in pixels.</param>
    public static AlignmentWarp OfRegion(PixelRegion region, int sidePx) => new(
        new AffineTransform(1, 0, -region.Left, 0, 1, -region.Top)
            .Then(AffineTransform.Scale(region.Width, region.Height, sidePx, sidePx)),
        sidePx);

    /// <summary>A face aligned by five points.</summary>
    /// <param name="framing">A framing with a template.</param>
    /// <param name="fivePoints">The five points, (x, y) in pixels of the image.</param>
    /// <param name="sidePx">Side of the input in pixels.</param>
    /// <exception cref="ArgumentException">
    /// The framing has no template, there are not five points, or they all lie in one place.
    /// </exception>
    public static AlignmentWarp OfPoints(FaceFraming framing, ReadOnlySpan<Vector2> fivePoints, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(framing);
        var template = framing.Template
            ?? throw new ArgumentException($"framing {framing} has no template to align a face to.", nameof(framing));
        var matrix = framing.AlignsPixelCenters
            ? template.AlignCenters(fivePoints, sidePx)
            : template.Align(fivePoints, template.WidthPx, template.HeightPx)
                .Then(AffineTransform.Scale(template.WidthPx, template.HeightPx, sidePx, sidePx));
        return new AlignmentWarp(matrix, sidePx, framing.TanhFactor);
    }
}
