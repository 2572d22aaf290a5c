using System.Numerics;

namespace Faceptor.Synthetic.Drawing;

/// <summary>Lines of age and of expression, and the bags under the eyes.</summary>
internal sealed class WrinklePainter(FaceCanvas canvas, FaceGeometry face, Palette palette)
{
    private readonly float _age = face.Parameters.AgeYears;

    public void Paint()
    {
        PaintForehead();
        PaintFrown();
        for (var side = -1; side <= 1; side += 2)
        {
            PaintCrowsFeet(side);
            PaintNasolabial(side);
            PaintUnderEye(side);
            PaintMouthCorner(side);
        }
    }

    /// <summary>0 before the age, growing evenly to 1 over the given years.</summary>
    private float Grown(float fromYears, float overYears) => Math.Clamp((_age - fromYears) / overYears, 0f, 1f);

    private void Line(float opacity, float width, params ReadOnlySpan<Vector2> points)
    {
        if (opacity < 0.03f)
        {
            return;
        }

        Span<float> widths = stackalloc float[points.Length];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = width * (i == 0 || i == widths.Length - 1 ? 0.3f : 1) / 2;
        }

        using var ribbon = Curves.Ribbon(points, widths);
        canvas.Fill(ribbon, Palette.Fade(palette.Line, opacity));
    }

    private void PaintForehead()
    {
        var raised = face.Action.ForeheadLines;
        for (var i = 0; i < 4; i++)
        {
            var opacity = Math.Max(0.85f * Grown(22 + (10 * i), 28), i < 2 ? 0.4f * raised : 0);
            var y = -0.54f - (0.1f * i) - (0.04f * raised);
            var w = 0.52f - (0.06f * i);
            Line(opacity, 0.026f + (0.034f * Grown(30, 50)),
                face.On(-w, y + 0.03f), face.On(-w * 0.5f, y - 0.02f), face.On(0, y + 0.015f),
                face.On(w * 0.5f, y - 0.02f),
                face.On(w, y + 0.03f));
        }
    }

    private void PaintFrown()
    {
        var opacity = Math.Max(0.55f * Grown(42, 30), 0.9f * face.Action.Frown);
        for (var side = -1; side <= 1; side += 2)
        {
            Line(
                opacity, 0.035f, face.On(side * 0.06f, -0.1f), face.On(side * 0.08f, -0.24f),
                face.On(side * 0.05f, -0.38f));
        }

        var wrinkle = face.Action.NoseWrinkle;
        for (var i = 0; i < 3 && wrinkle > 0; i++)
        {
            var y = 0.02f + (0.1f * i);
            Line(
                0.8f * wrinkle, 0.03f, face.On(-0.15f, y - 0.04f, 0.08f), face.On(0, y + 0.03f, 0.12f),
                face.On(0.15f, y - 0.04f, 0.08f));
        }
    }

    private void PaintCrowsFeet(int side)
    {
        var smile = face.Parameters.Expression == Faceptor.Expression.Happy ? 0.35f * face.Action.CheekRaise : 0;
        for (var i = 0; i < 3; i++)
        {
            var opacity = Math.Max(0.85f * Grown(27 + (9 * i), 27), i < 2 ? smile * Grown(18, 12) : 0);
            var x = face.Identity.EyeSpacing + face.EyeHalfWidth;
            var y = -0.07f + (0.08f * i);
            Line(opacity, 0.028f,
                face.On(side * (x + 0.05f), y * 0.5f), face.On(side * (x + 0.13f), y),
                face.On(side * (x + 0.22f), y + (0.05f * (i - 1))));
        }
    }

    private void PaintNasolabial(int side)
    {
        var opacity = face.NoseMouthLines;
        var from = face.On(side * face.NoseHalfWidth * 1.05f, face.NoseBase - 0.06f);
        var to = face.On(
            side * (face.MouthHalfWidth + 0.07f + (0.03f * face.Ageing)),
            face.MouthCentre + 0.02f + (0.1f * face.Ageing));
        var middle = ((from + to) / 2) + new Vector2(side * 0.05f, -0.03f);
        using var soft = Curves.Open(from, middle, to);
        canvas.Soft(soft, Palette.Fade(palette.SkinShadow, Math.Min(0.9f, opacity)), 0.03f, 0.06f);
        Line(Math.Min(0.9f, opacity * 0.9f), 0.022f + (0.04f * Grown(30, 45)), from, middle, to);
    }

    private void PaintUnderEye(int side)
    {
        var eye = face.EyeCentre(side);
        var w = face.EyeHalfWidth;
        if (face.Parameters.HasEyeBags)
        {
            Span<Vector2> bag =
            [
                eye + new Vector2(-w * 1.05f, 0.09f), eye + new Vector2(-w * 0.55f, 0.26f), eye + new Vector2(0, 0.3f),
                eye + new Vector2(w * 0.55f, 0.26f), eye + new Vector2(w * 1.05f, 0.09f),
            ];
            using var fill = Curves.Closed(bag);
            canvas.Fill(
                fill,
                Palette.Fade(Palette.Mix(palette.SkinShadow, new SkiaSharp.SKColor(86, 44, 104), 0.5f), 0.75f));
            Line(0.95f, 0.06f, bag);
        }

        var drop = 0.2f;
        for (var i = 0; i < 2; i++)
        {
            var y = drop + (0.06f * i);
            Line(
                0.6f * Grown(36 + (14 * i), 28),
                0.022f,
                eye + new Vector2(-w * 0.6f, y - 0.03f),
                eye + new Vector2(0, y + 0.03f),
                eye + new Vector2(w * 0.8f, y - 0.04f));
        }
    }

    private void PaintMouthCorner(int side)
    {
        var corner = face.Landmarks[side < 0 ? 48 : 54];
        Line(
            0.75f * Grown(48, 26),
            0.032f,
            corner + new Vector2(side * 0.03f, 0.04f),
            corner + new Vector2(side * 0.07f, 0.15f),
            corner + new Vector2(side * 0.05f, 0.28f));
        for (var i = -1; i <= 1; i++)
        {
            var x = ((side * 0.5f) + (i * 0.22f)) * face.MouthHalfWidth * 1.2f;
            var top = face.NoseBase + 0.12f;
            Line(
                0.55f * Grown(60, 20), 0.016f, face.On(x, top), face.On(x * 1.04f, top + 0.07f),
                face.On(x * 1.06f, top + 0.12f));
        }
    }
}
