using System.Numerics;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>Neck, ears and the face's skin with its light, lines and marks.</summary>
internal sealed class SkinPainter(FaceCanvas canvas, FaceGeometry face, Palette palette)
{
    private readonly SyntheticFaceParameters _parameters = face.Parameters;

    /// <summary>Chin, cheeks and the bald skull: everything the face's skin covers.</summary>
    public SKPath Outline()
    {
        Span<Vector2> points = stackalloc Vector2[17 + 9];
        face.Contour.CopyTo(points);
        for (var i = 0; i < 9; i++)
        {
            var angle = (i + 1) * MathF.PI / 10;
            var x = face.HalfWidth * MathF.Cos(angle);
            var y = -0.08f + ((face.SkullTop + 0.08f) * MathF.Pow(MathF.Sin(angle), 0.9f));
            points[17 + i] = face.Project(x, y, -0.05f);
        }

        return Curves.Closed(points);
    }

    public void PaintNeck()
    {
        var width = face.HalfWidth * (face.Identity.IsMale ? 0.66f : 0.54f) * (1 - (0.12f * face.Childhood));
        var jaw = MathF.Min(face.Chin - 0.35f, 1f);
        Span<Vector2> points =
        [
            face.Project(-width, jaw - 0.3f, -0.3f), face.Project(-width, jaw + 0.2f, -0.3f),
            face.Body(-width * 1.05f, 1.75f),
            face.Body(-width * 1.5f, 2.02f), face.Body(-width * 1.6f, 2.6f), face.Body(width * 1.6f, 2.6f),
            face.Body(width * 1.5f, 2.02f), face.Body(width * 1.05f, 1.75f), face.Project(width, jaw + 0.2f, -0.3f),
            face.Project(width, jaw - 0.3f, -0.3f),
        ];
        using var neck = Curves.Closed(points);
        canvas.FillLinear(
            neck, points[0], Palette.Scale(palette.Skin, 0.84f), points[9], Palette.Scale(palette.Skin, 0.76f),
            PartClass.Neck);
        canvas.Inside(neck, () =>
        {
            using var shadow = Curves.Closed(face.Contour);
            canvas.Soft(shadow, Palette.Fade(palette.Line, 0.5f), 0.12f);
            using var left = Curves.Open(
                face.Body(-width * 0.75f, 1.5f), face.Body(-width * 0.5f, 1.8f), face.Body(-0.1f, 2.1f));
            using var right = Curves.Open(
                face.Body(width * 0.75f, 1.5f), face.Body(width * 0.5f, 1.8f), face.Body(0.1f, 2.1f));
            canvas.Soft(left, Palette.Fade(palette.SkinShadow, 0.6f), 0.03f, 0.04f);
            canvas.Soft(right, Palette.Fade(palette.SkinShadow, 0.6f), 0.03f, 0.04f);
            if (_parameters.Identity.HasDoubleChin)
            {
                PaintDoubleChin();
            }

            PaintNeckLines(width);
        });
    }

    public void PaintEars()
    {
        for (var side = -1; side <= 1; side += 2)
        {
            var size = face.Identity.EarSize * (1 + (0.1f * face.Ageing));
            var w = face.HalfWidth;
            Span<Vector2> points =
            [
                face.Project(side * w * 0.95f, -0.1f, -0.12f), face.Project(side * (w + 0.1f), -0.18f, -0.16f),
                face.Project(side * (w + 0.19f), -0.06f, -0.18f),
                face.Project(side * (w + 0.15f), -0.1f + (size * 0.55f), -0.16f),
                face.Project(side * (w + 0.06f), -0.12f + size, -0.12f),
                face.Project(side * w * 0.92f, -0.2f + size, -0.1f),
            ];
            using var ear = Curves.Closed(points);
            canvas.Fill(
                ear, Palette.Scale(palette.Skin, Shade(side) * 0.94f),
                side < 0 ? PartClass.LeftEar : PartClass.RightEar);
            using var rim = Curves.Open(
                face.Project(side * (w + 0.06f), -0.08f, -0.16f), face.Project(side * (w + 0.13f), -0.02f, -0.17f),
                face.Project(side * (w + 0.1f), size * 0.4f, -0.16f),
                face.Project(side * (w + 0.04f), size * 0.5f, -0.14f));
            canvas.Stroke(rim, Palette.Fade(palette.Line, 0.45f), 0.03f);
        }
    }

    public void PaintFace(SKPath outline)
    {
        var lit = MathF.Abs(_parameters.LightSideRatio) > 0.15f ? MathF.Sign(_parameters.LightSideRatio) : 0;
        var strength = 0.2f * MathF.Abs(_parameters.LightSideRatio);
        var bright = Palette.Scale(palette.Skin, 1 + (0.25f * strength));
        var dim = Palette.Mix(palette.Skin, palette.SkinShadow, 3f * strength);
        canvas.FillLinear(
            outline,
            face.Project(lit * face.HalfWidth, -0.5f, 0),
            bright,
            face.Project(-lit * face.HalfWidth, lit == 0 ? 1f : 0.4f, 0),
            lit == 0 ? palette.Skin : dim,
            PartClass.Face);
        canvas.Inside(outline, () => PaintRelief(outline, lit));
    }

    private float Shade(int side) => 1 + (0.1f * side * _parameters.LightSideRatio);

    private void PaintRelief(SKPath outline, int lit)
    {
        canvas.Soft(outline, Palette.Fade(palette.SkinShadow, 0.75f), 0.09f, 0.16f);
        canvas.Glow(face.On(0.12f * lit, -0.62f), 0.62f, Palette.Fade(palette.SkinLight, 0.5f), 0.55f);
        canvas.Glow(face.On(0, face.Chin - 0.18f), 0.26f, Palette.Fade(palette.SkinLight, 0.4f), 0.7f);
        for (var side = -1; side <= 1; side += 2)
        {
            var cheek = face.On(side * 0.56f, 0.42f - (0.06f * face.Action.CheekRaise));
            canvas.Glow(cheek, 0.36f, Palette.Fade(palette.SkinLight, side == lit ? 0.55f : 0.35f));
            if (_parameters.HasRosyCheeks)
            {
                canvas.Glow(face.On(side * 0.58f, 0.46f), 0.44f, new SKColor(226, 50, 64, 190), 0.85f);
            }

            if (_parameters.Identity.HasHighCheekbones)
            {
                PaintCheekbone(side);
            }

            canvas.Glow(
                face.On(side * face.Identity.EyeSpacing, -0.08f), 0.34f, Palette.Fade(palette.SkinShadow, 0.5f), 0.62f);
        }

        if (_parameters.HasShinySkin)
        {
            PaintShine();
        }

        if (_parameters.Identity.HasFreckles)
        {
            PaintFreckles();
        }

        PaintMole();
        PaintAgeSpots();
        new WrinklePainter(canvas, face, palette).Paint();
    }

    private void PaintCheekbone(int side)
    {
        using var bone = Curves.Open(
            face.On(side * 0.45f, 0.42f), face.On(side * 0.68f, 0.3f), face.On(side * face.HalfWidth * 0.9f, 0.14f));
        canvas.Soft(bone, Palette.Fade(palette.SkinLight, 0.95f), 0.035f, 0.13f);
        using var hollow = Curves.Open(
            face.On(side * 0.5f, face.MouthCentre - 0.06f), face.On(side * 0.7f, 0.58f),
            face.On(side * face.HalfWidth * 0.96f, 0.38f));
        canvas.Soft(hollow, Palette.Fade(Palette.Mix(palette.SkinShadow, palette.Line, 0.4f), 0.95f), 0.045f, 0.16f);
    }

    private void PaintShine()
    {
        var light = new SKColor(255, 255, 255, 220);
        canvas.Glow(face.On(0.1f * _parameters.LightSideRatio, -0.66f), 0.36f, light, 0.5f);
        canvas.Glow(face.On(-0.5f, 0.3f), 0.2f, light, 0.7f);
        canvas.Glow(face.On(0.5f, 0.3f), 0.2f, light, 0.7f);
    }

    private void PaintDoubleChin()
    {
        var chin = face.Chin;
        using var fold = Curves.Open(
            face.Project(-0.62f, chin - 0.22f, -0.05f), face.Project(-0.4f, chin + 0.1f, -0.05f),
            face.Project(0, chin + 0.24f, -0.05f),
            face.Project(0.4f, chin + 0.1f, -0.05f), face.Project(0.62f, chin - 0.22f, -0.05f));
        using var roll = new SKPath(fold);
        roll.Close();
        canvas.Fill(roll, palette.Skin);
        canvas.Soft(fold, palette.Line, 0.035f, 0.13f);
    }

    private void PaintNeckLines(float width)
    {
        if (_parameters.AgeYears < 40)
        {
            return;
        }

        var opacity = Math.Clamp((_parameters.AgeYears - 40f) / 28f, 0, 1) * 0.7f;
        for (var i = 0; i < 2; i++)
        {
            var y = 1.62f + (0.16f * i);
            using var line = Curves.Open(
                face.Body(-width * 0.8f, y - 0.05f), face.Body(0, y + 0.04f), face.Body(width * 0.8f, y - 0.05f));
            canvas.Stroke(line, Palette.Fade(palette.Line, opacity), 0.025f);
        }
    }

    private void PaintFreckles()
    {
        var random = SyntheticRandom.For(_parameters.Identity.Number, "freckles");
        using var dots = new SKPath();
        for (var i = 0; i < 44; i++)
        {
            var place = face.On(random.Uniform(-0.68f, 0.68f), random.Uniform(0.14f, 0.56f));
            Curves.AddDisc(dots, place, random.Uniform(0.012f, 0.022f));
        }

        canvas.Fill(dots, new SKColor(150, 82, 44, 150));
    }

    private void PaintMole()
    {
        ReadOnlySpan<Vector2> places =
        [
            new(-0.48f, 0.66f), new(0.48f, 0.66f), new(-0.7f, 0.36f), new(0.7f, 0.36f), new(0.3f, -0.6f),
            new(-0.26f, 1.08f),
        ];
        if (_parameters.Identity.MolePlace >= 0)
        {
            var place = places[_parameters.Identity.MolePlace];
            canvas.Disc(face.On(place.X, place.Y), 0.038f, new SKColor(70, 36, 26, 235));
        }
    }

    private void PaintAgeSpots()
    {
        var count = Math.Max(0, (_parameters.AgeYears - 55) / 2);
        var random = SyntheticRandom.For(_parameters.Identity.Number, "age spots");
        for (var i = 0; i < count; i++)
        {
            var side = random.Chance(0.5f) ? 1 : -1;
            var place = face.On(side * random.Uniform(0.4f, 0.9f), random.Uniform(-0.8f, 0.6f));
            canvas.Disc(place, random.Uniform(0.02f, 0.045f), new SKColor(120, 74, 40, 90));
        }
    }
}
