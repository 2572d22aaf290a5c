using System.Numerics;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>What stands behind the identity; drawn in pixels of the image.</summary>
internal static class BackgroundPainter
{
    public static void Paint(FaceCanvas canvas, SyntheticFaceParameters parameters)
    {
        var random = SyntheticRandom.For(parameters.DetailSeed, "background");
        var (w, h) = (canvas.Width, canvas.Height);
        var first = Colour(random);
        var second = Palette.Mix(Palette.Scale(first, random.Uniform(0.45f, 0.8f)), Colour(random), 0.3f);
        using var all = Curves.Polygon(new(-1, -1), new(w + 1, -1), new(w + 1, h + 1), new(-1, h + 1));
        if (parameters.Background == SyntheticBackground.Park)
        {
            (first, second) = (new SKColor(150, 196, 232), new SKColor(86, 122, 62));
        }

        canvas.FillLinear(all, new(random.Uniform(0, w), 0), first, new(random.Uniform(0, w), h), second);
        switch (parameters.Background)
        {
            case SyntheticBackground.Studio:
                canvas.Glow(
                    new(random.Uniform(0.2f, 0.8f) * w, random.Uniform(0.2f, 0.6f) * h), w * 0.7f,
                    new SKColor(255, 255, 255, 90));
                break;
            case SyntheticBackground.Lights:
                for (var i = 0; i < 16; i++)
                {
                    canvas.Disc(
                        Place(random, w, h), random.Uniform(0.03f, 0.1f) * w,
                        Palette.Fade(Palette.Mix(Colour(random), SKColors.White, 0.4f), random.Uniform(0.15f, 0.45f)));
                }

                break;
            case SyntheticBackground.Shelves:
                PaintShelves(canvas, random, w, h);
                break;
            case SyntheticBackground.Park:
                for (var i = 0; i < 22; i++)
                {
                    var place = Place(random, w, h * 0.85f) + new Vector2(0, h * 0.15f);
                    var green = new SKColor(
                        (byte)random.Uniform(30, 130), (byte)random.Uniform(80, 170), (byte)random.Uniform(20, 80),
                        150);
                    canvas.Glow(place, random.Uniform(0.08f, 0.2f) * w, green);
                }

                break;
            default:
                PaintPattern(canvas, random, w, h, second);
                break;
        }
    }

    private static SKColor Colour(SyntheticRandom random) =>
        SKColor.FromHsv(random.Uniform(0, 360), random.Uniform(5, 60), random.Uniform(25, 95));

    private static Vector2 Place(SyntheticRandom random, float w, float h) =>
        new(random.Uniform(0, w), random.Uniform(0, h));

    private static void PaintShelves(FaceCanvas canvas, SyntheticRandom random, int w, int h)
    {
        var rows = 2 + random.Below(3);
        for (var row = 0; row < rows; row++)
        {
            var (top, bottom) = ((float)row / rows * h, ((row + 0.9f) / rows) * h);
            for (var x = 0f; x < w;)
            {
                var width = random.Uniform(0.03f, 0.1f) * w;
                using var book = Curves.Polygon(
                    new(x, top + (random.Uniform(0, 0.3f) * (bottom - top))), new(x + width, top),
                    new(x + width, bottom), new(x, bottom));
                canvas.Fill(book, Palette.Fade(Colour(random), 0.55f));
                x += width * 1.05f;
            }
        }
    }

    private static void PaintPattern(FaceCanvas canvas, SyntheticRandom random, int w, int h, SKColor colour)
    {
        var step = random.Uniform(0.08f, 0.2f) * w;
        var slant = random.Uniform(-1f, 1f) * h;
        for (var x = -(float)h - w; x < (2 * w) + h; x += step)
        {
            using var stripe = Curves.Polygon(new Vector2(x, 0), new Vector2(x + slant, h));
            canvas.Stroke(stripe, Palette.Fade(colour, 0.6f), step * 0.4f);
        }
    }
}
