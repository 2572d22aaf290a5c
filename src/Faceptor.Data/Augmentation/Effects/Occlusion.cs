namespace Faceptor.Data.Augmentation.Effects;

/// <summary>A black rectangle somewhere over the face.</summary>
/// <param name="Left">First column that is black.</param>
/// <param name="Top">First row that is black.</param>
/// <param name="Right">First column after it.</param>
/// <param name="Bottom">First row after it.</param>
/// <remarks>
/// Released configuration: relative height h uniform in 0.2 to 0.8, relative width uniform in h ± 0.2, half sizes
/// int(side / 2 * share) / 2, centre uniform in the image; what lies outside the image is cut off.
/// </remarks>
internal readonly record struct Occlusion(int Left, int Top, int Right, int Bottom)
{
    private const double MinHeight = 0.2;
    private const double MaxHeight = 0.8;
    private const double WidthRadius = 0.2;

    /// <summary>Draws height, width, x and y of the centre, in this order.</summary>
    public static Occlusion Draw(int sidePx, SeededRandom random)
    {
        var height = random.NextDouble(MinHeight, MaxHeight);
        var width = random.NextAround(height, WidthRadius);
        var x = random.NextDouble(0, sidePx);
        var y = random.NextDouble(0, sidePx);
        var halfWidth = (int)(sidePx / 2.0 * width) / 2.0;
        var halfHeight = (int)(sidePx / 2.0 * height) / 2.0;
        return new Occlusion(
            (int)Math.Max(0, x - halfWidth),
            (int)Math.Max(0, y - halfHeight),
            (int)Math.Min(sidePx, x + halfWidth),
            (int)Math.Min(sidePx, y + halfHeight));
    }

    public void Apply(Planes planes)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = Top; y < Bottom; y++)
            {
                planes.Channel(channel).Slice((y * planes.SidePx) + Left, Right - Left).Clear();
            }
        }
    }
}
