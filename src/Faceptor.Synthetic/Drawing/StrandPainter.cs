using System.Numerics;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>The strands that show how hair runs; drawn within a clip, on the image only.</summary>
internal sealed class StrandPainter(FaceCanvas canvas, FaceGeometry face, Palette palette)
{
    private readonly bool _wavy = face.Identity.HairTexture == SyntheticHairTexture.Wavy;

    /// <summary>Rings all over a round head of curls.</summary>
    public void PaintCurls()
    {
        var random = SyntheticRandom.For(face.Identity.Number, "curls");
        using var dark = new SKPath();
        using var light = new SKPath();
        for (var i = 0; i < 70; i++)
        {
            var angle = random.Uniform(-0.15f, MathF.PI + 0.15f);
            var reach = random.Uniform(0.72f, 1.06f);
            var at = face.Project(
                -MathF.Cos(angle) * (face.HalfWidth + 0.35f) * reach, -0.1f
                    + (MathF.Sin(angle) * (face.SkullTop - 0.3f) * reach), -0.05f);
            var curl = new SKRect(at.X - 0.09f, at.Y - 0.08f, at.X + 0.09f, at.Y + 0.08f);
            (random.Chance(0.5f) ? dark : light).AddOval(curl);
        }

        canvas.Stroke(dark, Palette.Fade(palette.HairDark, 0.7f), 0.03f);
        canvas.Stroke(light, Palette.Fade(palette.HairLight, 0.7f), 0.03f);
    }

    /// <summary>Strands that run along the hair, between its two edges.</summary>
    public void PaintFlow(Vector2[] from, Vector2[] to, string stream, int count)
    {
        var random = SyntheticRandom.For(face.Identity.Number, stream);
        using var dark = new SKPath();
        using var light = new SKPath();
        Span<Vector2> points = stackalloc Vector2[from.Length];
        for (var i = 0; i < count; i++)
        {
            var between = (i + random.Uniform(0.2f, 0.8f)) / count;
            for (var k = 0; k < points.Length; k++)
            {
                var wave = _wavy ? 0.035f * MathF.Sin((k * 2.2f) + (i * 0.7f)) : 0;
                points[k] = Vector2.Lerp(from[k], to[k], between + wave) + new Vector2(wave, 0);
            }

            Curves.AddOpen(i % 2 == 0 ? dark : light, points);
        }

        Paint(dark, light);
    }

    /// <summary>Strands from one edge of the hair to the other.</summary>
    public void PaintAcross(Vector2[] from, Vector2[] to, string stream, int count)
    {
        var random = SyntheticRandom.For(face.Identity.Number, stream);
        using var dark = new SKPath();
        using var light = new SKPath();
        Span<Vector2> points = stackalloc Vector2[7];
        for (var i = 0; i < count; i++)
        {
            var at = (i + random.Uniform(0.2f, 0.8f)) / count;
            var start = Curves.At(from, at);
            var end = Curves.At(to, Math.Clamp(at + random.Uniform(-0.03f, 0.03f), 0, 1));
            var across = new Vector2(-(end - start).Y, (end - start).X);
            across = across.LengthSquared() > 1e-6f ? Vector2.Normalize(across) : Vector2.UnitX;
            var length = Vector2.Distance(start, end);
            for (var k = 0; k < 7; k++)
            {
                var wave = _wavy ? 0.05f * MathF.Sin((k * 2.1f) + i) : 0.015f * MathF.Sin(k * 0.5f);
                points[k] = Vector2.Lerp(start, end, k / 6f) + (across * wave * MathF.Min(1, length * 2));
            }

            Curves.AddOpen(i % 2 == 0 ? dark : light, points);
        }

        Paint(dark, light);
    }

    /// <summary>All strands of a shade at once: two strokes cost far less than thirty.</summary>
    private void Paint(SKPath dark, SKPath light)
    {
        canvas.Stroke(dark, Palette.Fade(palette.HairDark, 0.55f), 0.032f);
        canvas.Stroke(light, Palette.Fade(palette.HairLight, 0.55f), 0.028f);
    }
}
