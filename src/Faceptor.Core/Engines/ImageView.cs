namespace Faceptor.Core.Engines;

/// <summary>Pixels of an image in someone else's memory, so that a detector needs no image type.</summary>
public readonly ref struct ImageView
{
    /// <summary>Describes the pixels.</summary>
    /// <param name="rgb">Red, green and blue of each pixel, row after row from the top, without gaps.</param>
    /// <param name="widthPx">Width in pixels; above 0.</param>
    /// <param name="heightPx">Height in pixels; above 0.</param>
    /// <exception cref="ArgumentException">There are not three bytes a pixel.</exception>
    public ImageView(ReadOnlySpan<byte> rgb, int widthPx, int heightPx)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(widthPx);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heightPx);
        if (rgb.Length != 3L * widthPx * heightPx)
        {
            throw new ArgumentException(
                $"expected 3 bytes for each of {widthPx} x {heightPx} pixels, got {rgb.Length} bytes.", nameof(rgb));
        }

        Rgb = rgb;
        WidthPx = widthPx;
        HeightPx = heightPx;
    }

    /// <summary>Red, green and blue of each pixel, row after row from the top.</summary>
    public ReadOnlySpan<byte> Rgb { get; }

    /// <summary>Width in pixels.</summary>
    public int WidthPx { get; }

    /// <summary>Height in pixels.</summary>
    public int HeightPx { get; }
}
