namespace Faceptor.Data.Augmentation.Effects;

/// <summary>A rectangle of the normalised image that noise replaces.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <remarks>
/// Released configuration: with probability 0.25 one rectangle; area uniform in 2 % to a third of the image, height
/// through width log-uniform in 0.3 to 1 / 0.3, up to 10 tries to fit; normal noise, a new number for every value.
/// </remarks>
internal readonly record struct RandomErasing(int Left, int Top, int Width, int Height)
{
    /// <summary>How often it happens.</summary>
    public const double Probability = 0.25;

    private const int MaxTries = 10;
    private const double MinArea = 0.02;
    private const double MaxArea = 1 / 3.0;
    private const double MinAspect = 0.3;

    /// <summary>Draws, a try after another, area and aspect; then top and left of the first that fits.</summary>
    /// <returns>Null when none fits.</returns>
    public static RandomErasing? Draw(int sidePx, SeededRandom random)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var area = random.NextDouble(MinArea, MaxArea) * sidePx * sidePx;
            var aspect = Math.Exp(random.NextAround(0, -Math.Log(MinAspect)));
            var height = (int)Math.Round(Math.Sqrt(area * aspect));
            var width = (int)Math.Round(Math.Sqrt(area / aspect));
            if (width < sidePx && height < sidePx)
            {
                var top = random.NextInt(sidePx - height + 1);
                var left = random.NextInt(sidePx - width + 1);
                return new RandomErasing(left, top, width, height);
            }
        }

        return null;
    }

    /// <summary>Fills the rectangle, channel by channel and row by row.</summary>
    public void Apply(Planes planes, CounterRng noise)
    {
        var start = 0u;
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = Top; y < Top + Height; y++)
            {
                noise.FillNormal(planes.Channel(channel).Slice((y * planes.SidePx) + Left, Width), start);
                start += (uint)Width;
            }
        }
    }
}
