using System.Numerics;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>Brows, eyes, nose and mouth.</summary>
internal sealed class FeaturePainter(FaceCanvas canvas, FaceGeometry face, Palette palette)
{
    private readonly SyntheticFaceParameters _parameters = face.Parameters;

    public void PaintEye(int side)
    {
        var first = side < 0 ? 36 : 42;
        var p = face.Landmarks[first..(first + 6)];
        var size = face.EyeHalfWidth;
        using var eye = Curves.Lens([p[0], p[1], p[2], p[3]], [p[3], p[4], p[5], p[0]]);
        if (_parameters.HasHeavyMakeup)
        {
            PaintEyeShadow(side, p);
        }

        canvas.Soft(eye, Palette.Fade(palette.SkinShadow, 0.6f), 0.04f, 0.06f);
        canvas.Fill(eye, new SKColor(246, 244, 240), side < 0 ? PartClass.LeftEye : PartClass.RightEye);
        canvas.Inside(eye, () =>
        {
            var iris = face.Iris(side);
            var radius = size * 0.52f;
            canvas.Disc(iris, radius, Palette.Scale(palette.Iris, 0.55f));
            canvas.Disc(iris, radius * 0.86f, palette.Iris);
            canvas.Glow(
                iris + new Vector2(0, radius * 0.4f), radius * 0.7f,
                Palette.Fade(Palette.Mix(palette.Iris, SKColors.White, 0.5f), 0.7f));
            canvas.Disc(iris, radius * 0.42f, new SKColor(12, 10, 12));
            canvas.Disc(iris + new Vector2(0.34f * radius, -0.36f * radius), radius * 0.2f, SKColors.White);
            using var shadow = Curves.Open(p[0], p[1], p[2], p[3]);
            canvas.Soft(shadow, new SKColor(40, 25, 30, 120), 0.03f, 0.07f);
        });
        PaintLids(side, p, size);
    }

    public void PaintBrow(int side)
    {
        var p = face.Landmarks.AsSpan(side < 0 ? 17 : 22, 5);
        var widths = face.BrowHalfWidths(side);
        var half = widths[2] / 1.05f;
        using var brow = Curves.Ribbon(p, widths);
        var strength = face.Identity.BrowThickness > 0.1f ? 1f : 0.9f;
        canvas.Fill(brow, Palette.Fade(palette.Brow, strength), side < 0 ? PartClass.LeftBrow : PartClass.RightBrow);
        var random = SyntheticRandom.For(_parameters.Identity.Number, "brow", side);
        for (var i = 0; i < 9; i++)
        {
            var at = Curves.At(p, (i + 0.5f) / 9);
            var tilt = new Vector2(side * random.Uniform(0.02f, 0.05f), -half * random.Uniform(0.6f, 1f));
            using var hair = Curves.Polygon(at - tilt, at + tilt);
            canvas.Stroke(hair, Palette.Fade(Palette.Scale(palette.Brow, 0.6f), 0.5f), 0.014f);
        }
    }

    public void PaintNose()
    {
        var l = face.Landmarks;
        var (w, wing) = (face.NoseWingHalfWidth, face.NoseWing);
        using var nose = Curves.Closed(face.NoseOutline());
        canvas.Mark(nose, PartClass.Nose);
        var dark = _parameters.LightSideRatio + (0.03f * _parameters.YawDegrees) >= 0 ? -1 : 1;
        canvas.Inside(nose, () => canvas.Soft(nose, Palette.Fade(palette.SkinShadow, 0.8f), 0.04f, 0.09f));
        if (face.Identity.HasPointyNose)
        {
            canvas.Fill(nose, Palette.Fade(palette.Line, 0.5f)); // steep flanks lie in the shade
        }
        else if (face.Identity.NoseWidth > 0.25f)
        {
            canvas.Glow(l[30], w, new SKColor(206, 62, 48, 120), 0.75f);
        }

        using var ridge = Curves.Open(l[27], l[28], l[29], l[30]);
        canvas.Soft(ridge, Palette.Fade(palette.SkinLight, 0.8f), 0.035f, 0.06f);
        using var flank = Curves.Open(
            face.On(dark * 0.1f, -0.12f), face.On(dark * 0.1f, 0.12f, 0.06f),
            face.On(dark * w * 0.62f, wing - 0.1f, 0.08f));
        canvas.Soft(flank, Palette.Fade(palette.Line, 0.5f), 0.025f, 0.045f);
        PaintNoseTip(w, wing, l);
    }

    public void PaintMouth()
    {
        var l = face.Landmarks;
        using var upper = Curves.Lens(
            [l[48], l[49], l[50], l[51], l[52], l[53], l[54]], [l[54], l[64], l[63], l[62], l[61], l[60], l[48]]);
        using var lower = Curves.Lens(
            [l[48], l[60], l[67], l[66], l[65], l[64], l[54]], [l[54], l[55], l[56], l[57], l[58], l[59], l[48]]);
        var shade = l[57] + new Vector2(0, 0.05f);
        canvas.Glow(shade, 0.24f, Palette.Fade(palette.SkinShadow, 0.75f), 0.35f);
        canvas.FillLinear(
            lower, l[66], Palette.Scale(palette.Lip, 0.95f), l[57], Palette.Mix(palette.Lip, SKColors.White, 0.1f),
            PartClass.LowerLip);
        canvas.Glow((l[66] * 0.4f) + (l[57] * 0.6f), face.MouthHalfWidth * 0.5f, new SKColor(255, 255, 255, 70), 0.25f);
        canvas.FillLinear(
            upper, l[51], Palette.Scale(palette.Lip, 0.9f), l[62], Palette.Scale(palette.Lip, 0.7f),
            PartClass.UpperLip);
        if (face.Action.MouthOpen > 0)
        {
            PaintInnerMouth(l);
        }
        else
        {
            using var line = Curves.Open(l[48], l[60], l[61], l[62], l[63], l[64], l[54]);
            canvas.Stroke(line, Palette.Scale(palette.Line, 0.7f), 0.032f);
        }

        canvas.Disc(l[48], 0.026f, Palette.Fade(palette.Line, 0.6f));
        canvas.Disc(l[54], 0.026f, Palette.Fade(palette.Line, 0.6f));
    }

    private void PaintInnerMouth(Vector2[] l)
    {
        using var inner = Curves.Lens([l[60], l[61], l[62], l[63], l[64]], [l[64], l[65], l[66], l[67], l[60]]);
        canvas.Fill(inner, new SKColor(62, 14, 20), PartClass.InnerMouth);
        var open = face.Action.MouthOpen;
        canvas.Inside(inner, () =>
        {
            var tongue = l[66] + new Vector2(0, 0.02f);
            canvas.Glow(tongue, MathF.Max(0.12f, open * 0.7f), new SKColor(204, 84, 92, 230), 0.6f);
            if (face.ShowsTeeth)
            {
                PaintTeeth(
                    l[61], l[62], l[63], face.Action.ClenchedTeeth ? open * 0.5f : MathF.Min(0.12f, open * 0.62f));
            }

            if (face.Action.ClenchedTeeth)
            {
                PaintTeeth(l[67], l[66], l[65], -open * 0.44f);
            }
        });
        canvas.Stroke(inner, Palette.Fade(palette.Line, 0.6f), 0.018f);
    }

    private void PaintTeeth(Vector2 left, Vector2 middle, Vector2 right, float height)
    {
        var across = new Vector2(face.MouthHalfWidth, 0);
        var overlap = new Vector2(0, -0.12f * MathF.Sign(height));
        var drop = new Vector2(0, height);
        using var teeth = Curves.Polygon(
            left - across + overlap, right + across + overlap, right + (across * 0.5f) + drop, middle
                + drop, left - (across * 0.5f) + drop);
        canvas.Fill(teeth, new SKColor(250, 248, 240));
        for (var i = -3; i <= 3; i++)
        {
            var x = middle + new Vector2(i * 0.1f, 0);
            using var gap = Curves.Polygon(x + overlap, x + drop);
            canvas.Stroke(gap, new SKColor(150, 130, 120, 110), 0.01f);
        }
    }

    private void PaintNoseTip(float w, float wing, Vector2[] l)
    {
        if (face.Identity.HasPointyNose)
        {
            // A narrow tip with a sharp lower edge.
            using var edge = Curves.Polygon(
                l[30] + new Vector2(-0.11f, 0.01f), l[33] + new Vector2(0, 0.08f),
                l[30] + new Vector2(0.11f, 0.01f), l[30]);
            canvas.Fill(edge, Palette.Fade(palette.Line, 0.9f));
            canvas.Glow(l[30] + new Vector2(0, -0.08f), 0.1f, Palette.Fade(SKColors.White, 0.85f), 2f);
        }
        else
        {
            canvas.Glow(
                l[30] + new Vector2(0, -0.01f), MathF.Max(0.1f, w * 0.6f), Palette.Fade(palette.SkinLight, 0.85f));
            using var ball = Curves.Open(
                l[30] + new Vector2(-w * 0.42f, 0.02f), l[33] + new Vector2(0, 0.03f),
                l[30] + new Vector2(w * 0.42f, 0.02f));
            canvas.Soft(ball, Palette.Fade(palette.Line, 0.5f), 0.018f, 0.035f);
        }

        for (var side = -1; side <= 1; side += 2)
        {
            var nostril = ((side < 0 ? l[31] + l[32] : l[35] + l[34]) / 2) + new Vector2(0, -0.012f);
            using var hole = Curves.Ellipse(nostril, w * 0.24f, face.Identity.HasPointyNose ? 0.02f : 0.032f);
            canvas.Fill(hole, Palette.Scale(palette.Line, 0.55f));
            using var ala = Curves.Open(
                face.On(side * w * 0.8f, wing - 0.1f, 0.06f), face.On(side * w * 1.02f, wing, 0.05f),
                face.On(side * w * 0.94f, wing + 0.09f, 0.04f));
            canvas.Stroke(ala, Palette.Fade(palette.Line, 0.75f), face.Identity.NoseWidth > 0.25f ? 0.036f : 0.026f);
        }
    }

    private void PaintLids(int side, Vector2[] p, float size)
    {
        if (face.Identity.EyeOpennessRatio < 0.36f)
        {
            // Heavy lids are what leaves a narrow eye so little room.
            var up = new Vector2(0, -0.16f);
            using var lid = Curves.Closed(p[0], p[1] + up, p[2] + up, p[3], p[2], p[1]);
            canvas.Fill(lid, Palette.Fade(Palette.Mix(palette.SkinShadow, palette.Line, 0.45f), 0.85f));
        }

        var bold = !face.Identity.IsMale || _parameters.HasHeavyMakeup;
        using var upper = Curves.Open(p[0], p[1], p[2], p[3]);
        canvas.Stroke(
            upper, bold ? new SKColor(20, 12, 14) : Palette.Scale(palette.Line, 0.6f),
            _parameters.HasHeavyMakeup ? 0.075f : bold ? 0.055f : 0.034f);
        using var lower = Curves.Open(p[3], p[4], p[5], p[0]);
        canvas.Stroke(
            lower, Palette.Fade(palette.Line, _parameters.HasHeavyMakeup ? 1f : 0.6f),
            _parameters.HasHeavyMakeup ? 0.04f : 0.02f);
        var fold = new Vector2(0, -0.075f - (0.02f * face.Ageing));
        using var crease = Curves.Open(p[0] + (fold * 0.5f), p[1] + fold, p[2] + fold, p[3] + (fold * 0.4f));
        canvas.Stroke(crease, Palette.Fade(palette.Line, 0.5f + (0.25f * face.Ageing)), 0.022f);
        if (face.Identity.IsMale)
        {
            return;
        }

        var outer = side < 0 ? p[0] : p[3];
        var near = side < 0 ? p[1] : p[2];
        for (var i = 0; i < 4; i++)
        {
            var root = Vector2.Lerp(outer, near, i / 3f);
            var tip = root + new Vector2(side * (0.09f - (0.02f * i)), -0.05f - (0.018f * i)) * (size / 0.2f);
            using var lash = Curves.Polygon(root, tip);
            canvas.Stroke(lash, new SKColor(16, 10, 12), 0.026f);
        }
    }

    private void PaintEyeShadow(int side, Vector2[] p)
    {
        var random = SyntheticRandom.For(_parameters.DetailSeed, "eye shadow");
        var colour = random.Pick<SKColor>(
            new(108, 46, 150, 210), new(32, 92, 150, 210), new(150, 40, 92, 210), new(30, 120, 110, 210));
        var up = new Vector2(0, -0.17f);
        var wing = new Vector2(side * 0.1f, -0.1f);
        var (first, last) = side < 0 ? (p[0] + wing, p[3]) : (p[0], p[3] + wing);
        using var lid = Curves.Closed(first, p[1] + up, p[2] + up, last, p[2], p[1]);
        canvas.Soft(lid, colour, 0.025f);
    }
}
