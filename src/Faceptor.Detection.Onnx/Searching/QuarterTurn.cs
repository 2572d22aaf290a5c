using System.Numerics;
using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Searching;

/// <summary>An image turned clockwise by quarters, and the way back for what is found in it.</summary>
/// <param name="quarters">How many, from 0 to 3.</param>
/// <param name="widthPx">Width of the image as it was given.</param>
/// <param name="heightPx">Height of the image as it was given.</param>
internal sealed class QuarterTurn(int quarters, int widthPx, int heightPx)
{
    /// <summary>The turned image.</summary>
    /// <param name="image">The image as it was given.</param>
    public RgbImage Apply(ImageView image)
    {
        var swaps = quarters % 2 == 1;
        var turned = new RgbImage(swaps ? heightPx : widthPx, swaps ? widthPx : heightPx);
        for (var y = 0; y < turned.Height; y++)
        {
            var row = turned.Row(y);
            for (var x = 0; x < turned.Width; x++)
            {
                var (fromX, fromY) = quarters switch
                {
                    1 => (y, heightPx - 1 - x),
                    2 => (widthPx - 1 - x, heightPx - 1 - y),
                    3 => (widthPx - 1 - y, x),
                    _ => (x, y),
                };
                image.Rgb.Slice(((fromY * widthPx) + fromX) * 3, 3).CopyTo(row[(3 * x)..]);
            }
        }

        return turned;
    }

    /// <summary>Where a point of the turned image lies in the one that was given, both measured from the edge.</summary>
    /// <param name="point">(x, y) in pixels of the turned image.</param>
    public Vector2 ToOriginal(Vector2 point) => quarters switch
    {
        1 => new Vector2(point.Y, heightPx - point.X),
        2 => new Vector2(widthPx - point.X, heightPx - point.Y),
        3 => new Vector2(widthPx - point.Y, point.X),
        _ => point,
    };
}
