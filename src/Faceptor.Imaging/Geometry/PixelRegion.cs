namespace Faceptor.Imaging.Geometry;

/// <summary>A rectangle of whole pixels inside an image.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Number of columns, above 0.</param>
/// <param name="Height">Number of rows, above 0.</param>
internal readonly record struct PixelRegion(int Left, int Top, int Width, int Height)
{
    /// <summary>The part of a rectangle that lies in an image.</summary>
    /// <param name="left">First column; may lie outside.</param>
    /// <param name="top">First row; may lie outside.</param>
    /// <param name="right">Column after the last.</param>
    /// <param name="bottom">Row after the last.</param>
    /// <param name="widthPx">Width of the image.</param>
    /// <param name="heightPx">Height of the image.</param>
    /// <returns>Null when the rectangle misses the image.</returns>
    public static PixelRegion? Within(int left, int top, int right, int bottom, int widthPx, int heightPx)
    {
        (left, right) = (Math.Max(left, 0), Math.Min(right, widthPx));
        (top, bottom) = (Math.Max(top, 0), Math.Min(bottom, heightPx));
        return left < right && top < bottom ? new PixelRegion(left, top, right - left, bottom - top) : null;
    }
}
