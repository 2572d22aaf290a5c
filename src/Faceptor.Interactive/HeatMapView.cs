using Faceptor.Imaging;

namespace Faceptor.Interactive;

/// <summary>A heat map as a notebook shows it.</summary>
internal static class HeatMapView
{
    private const int SidePx = 192;
    private const int MaxHeightPx = 4 * SidePx; // a column of numbers stays on the page
    private const float Opacity = 0.65F;

    // From dark to light, so that it reads without colours too. Our choice of five colours, mixed between.
    private static readonly (float Red, float Green, float Blue)[] Colors =
        [(12, 8, 40), (92, 24, 110), (200, 60, 70), (248, 150, 40), (252, 250, 180)];

    public static string Html(HeatMap map) =>
        Interactive.Html.Image(Draw(map), Text(map)) + $"<div>{Interactive.Html.Encode(Range(map))}</div>";

    public static string Text(HeatMap map) =>
        Interactive.Html.Invariant($"heat map, {map.NumRows} x {map.NumColumns}, {Range(map)}");

    /// <summary>The map in colours: as large as its image, or as wide as a small image and at most four times as high.</summary>
    public static RgbImage Draw(HeatMap map)
    {
        var (min, max) = Limits(map);
        var image = map.Image ?? new RgbImage(SidePx, Math.Clamp(SidePx * map.NumRows / map.NumColumns, 1, MaxHeightPx));
        var drawn = new RgbImage(image.Width, image.Height);
        for (var y = 0; y < drawn.Height; y++)
        {
            for (var x = 0; x < drawn.Width; x++)
            {
                // Without an image the cells are shown as they are, over one they fade into each other.
                var value = map.Image is null
                    ? map.Values[(y * map.NumRows / drawn.Height * map.NumColumns) + (x * map.NumColumns / drawn.Width)]
                    : Between(map, (x + 0.5F) / drawn.Width, (y + 0.5F) / drawn.Height);
                var ratio = max > min && float.IsFinite(value) ? (value - min) / (max - min) : 0;
                Mix(drawn, image, (3 * ((y * drawn.Width) + x)), ratio, map.Image is null ? 1 : Opacity);
            }
        }

        return drawn;
    }

    private static void Mix(RgbImage drawn, RgbImage below, int place, float ratio, float opacity)
    {
        var position = Math.Clamp(ratio, 0, 1) * (Colors.Length - 1);
        var index = Math.Min((int)position, Colors.Length - 2);
        var share = position - index;
        var (first, second) = (Colors[index], Colors[index + 1]);
        drawn.Pixels[place] = Channel(first.Red, second.Red, below.Pixels[place]);
        drawn.Pixels[place + 1] = Channel(first.Green, second.Green, below.Pixels[place + 1]);
        drawn.Pixels[place + 2] = Channel(first.Blue, second.Blue, below.Pixels[place + 2]);

        byte Channel(float from, float to, byte ground) =>
            (byte)MathF.Round(((1 - opacity) * ground) + (opacity * (from + (share * (to - from)))));
    }

    // Bilinear between the centres of the cells.
    private static float Between(HeatMap map, float xRatio, float yRatio)
    {
        var x = Math.Clamp((xRatio * map.NumColumns) - 0.5F, 0, map.NumColumns - 1);
        var y = Math.Clamp((yRatio * map.NumRows) - 0.5F, 0, map.NumRows - 1);
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, map.NumColumns - 1), Math.Min(top + 1, map.NumRows - 1));
        var upper = float.Lerp(At(top, left), At(top, right), x - left);
        var lower = float.Lerp(At(bottom, left), At(bottom, right), x - left);
        return float.Lerp(upper, lower, y - top);

        float At(int row, int column) => map.Values[(row * map.NumColumns) + column];
    }

    private static string Range(HeatMap map)
    {
        var (min, max) = Limits(map);
        return min > max
            ? "no finite value"
            : Interactive.Html.Invariant($"{min:G3} (dark) to {max:G3} (light)");
    }

    private static (float Min, float Max) Limits(HeatMap map)
    {
        var (min, max) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in map.Values)
        {
            if (float.IsFinite(value))
            {
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
            }
        }

        return (min, max);
    }
}
