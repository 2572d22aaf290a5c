using System.Numerics;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>Beards; they stay skin in the label map, as in CelebAMask-HQ.</summary>
internal sealed class BeardPainter(FaceCanvas canvas, FaceGeometry face, Palette palette)
{
    public void Paint(SKPath outline)
    {
        var beard = face.Parameters.Beard;
        if (beard == SyntheticBeard.None)
        {
            return;
        }

        canvas.Inside(outline, () =>
        {
            if (beard.HasFlag(SyntheticBeard.Stubble))
            {
                PaintStubble();
            }

            if (beard.HasFlag(SyntheticBeard.Jaw))
            {
                using var jaw = Jaw();
                Fur(jaw, "jaw", 90);
            }

            if (beard.HasFlag(SyntheticBeard.Sideburns))
            {
                PaintSideburns();
            }

            if (beard.HasFlag(SyntheticBeard.Goatee))
            {
                using var goatee = Goatee();
                Fur(goatee, "goatee", 36);
            }

            if (beard.HasFlag(SyntheticBeard.Moustache))
            {
                PaintMoustache();
            }
        });
    }

    private SKPath Jaw()
    {
        var l = face.Landmarks;
        var corner = face.MouthHalfWidth;
        return Curves.Closed(
            l[2], l[3], l[4], l[5], l[6], l[7], l[8], l[9], l[10], l[11], l[12], l[13], l[14],
            face.On(0.78f * face.HalfWidth, face.MouthCentre - 0.1f), face.On(corner + 0.16f, face.MouthCentre + 0.12f),
            face.On(0.2f, face.MouthCentre + 0.3f + face.Action.MouthOpen),
            face.On(-0.2f, face.MouthCentre + 0.3f + face.Action.MouthOpen),
            face.On(-corner - 0.16f, face.MouthCentre + 0.12f),
            face.On(-0.78f * face.HalfWidth, face.MouthCentre - 0.1f));
    }

    private SKPath Goatee()
    {
        var under = face.Landmarks[57] + new Vector2(0, 0.06f);
        var chin = face.Landmarks[8];
        return Curves.Closed(
            under + new Vector2(-0.16f, 0.02f), under, under + new Vector2(0.16f, 0.02f),
            Vector2.Lerp(under, chin, 0.6f) + new Vector2(0.34f, 0),
            chin + new Vector2(0.28f, 0.05f), chin + new Vector2(0, 0.1f), chin + new Vector2(-0.28f, 0.05f),
            Vector2.Lerp(under, chin, 0.6f) + new Vector2(-0.34f, 0));
    }

    private void PaintMoustache()
    {
        var l = face.Landmarks;
        var top = l[33] + new Vector2(0, 0.045f);
        var lift = new Vector2(0, -0.02f);
        var w = MathF.Max(face.MouthHalfWidth, 0.28f) / 0.33f;
        using var moustache = Curves.Closed(
            top, top + new Vector2(0.14f * w, 0.01f), l[54] + new Vector2(0.1f, -0.08f),
            l[54] + new Vector2(0.12f, 0.08f),
            l[53] + lift, l[51] + lift, l[49] + lift,
            l[48] + new Vector2(-0.12f, 0.08f), l[48] + new Vector2(-0.1f, -0.08f),
            top + new Vector2(-0.14f * w, 0.01f));
        Fur(moustache, "moustache", 30);
    }

    private void PaintSideburns()
    {
        for (var side = -1; side <= 1; side += 2)
        {
            var w = face.HalfWidth;
            using var strip = Curves.Closed(
                face.On(side * w * 0.99f, -0.3f), face.On(side * w * 0.76f, -0.28f), face.On(side * w * 0.74f, 0.3f),
                face.On(side * w * 0.68f, 0.7f), face.On(side * w * 0.9f, 0.66f),
                face.On(side * w * 0.99f, 0.46f));
            Fur(strip, "sideburn", 24);
        }
    }

    private void PaintStubble()
    {
        var l = face.Landmarks;
        using var jaw = Jaw();
        using var chin = Goatee();
        using var lip = Curves.Closed(
            l[33] + new Vector2(0, 0.05f), l[54] + new Vector2(0.04f, -0.04f), l[52], l[51], l[50],
            l[48] + new Vector2(-0.04f, -0.04f));
        var shadow = Palette.Fade(
            Palette.Mix(Palette.Scale(palette.Beard, 0.6f), new SKColor(60, 70, 86), 0.5f), 0.62f);
        canvas.Soft(jaw, shadow, 0.05f);
        canvas.Soft(chin, shadow, 0.05f);
        canvas.Soft(lip, shadow, 0.03f);
        var random = SyntheticRandom.For(face.Identity.Number, "stubble");
        using var dots = new SKPath();
        for (var i = 0; i < 130; i++)
        {
            var place = face.On(random.Uniform(-0.8f, 0.8f), random.Uniform(face.NoseBase + 0.3f, face.Chin));
            if (jaw.Contains(place.X, place.Y) || chin.Contains(place.X, place.Y))
            {
                Curves.AddDisc(dots, place, 0.012f);
            }
        }

        canvas.Fill(dots, Palette.Fade(Palette.Scale(palette.Beard, 0.5f), 0.6f));
    }

    private void Fur(SKPath area, string stream, int count)
    {
        canvas.Soft(area, Palette.Fade(palette.Beard, 0.5f), 0.03f);
        canvas.Fill(area, Palette.Fade(palette.Beard, 0.96f));
        var random = SyntheticRandom.For(face.Identity.Number, stream);
        var bounds = area.Bounds;
        using var dark = new SKPath();
        using var light = new SKPath();
        for (var i = 0; i < count; i++)
        {
            var root = new Vector2(
                random.Uniform(bounds.Left, bounds.Right), random.Uniform(bounds.Top, bounds.Bottom));
            var tip = root + new Vector2(
                (root.X * 0.08f) + random.Uniform(-0.02f, 0.02f), random.Uniform(0.05f, 0.12f));
            var path = i % 2 == 0 ? dark : light;
            path.MoveTo(root.X, root.Y);
            path.LineTo(tip.X, tip.Y);
        }

        canvas.Inside(area, () =>
        {
            canvas.Stroke(dark, Palette.Fade(Palette.Scale(palette.Beard, 0.55f), 0.7f), 0.016f);
            canvas.Stroke(light, Palette.Fade(Palette.Mix(palette.Beard, SKColors.White, 0.25f), 0.7f), 0.016f);
        });
    }
}
