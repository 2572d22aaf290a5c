using System.Numerics;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>Hair behind and before the face.</summary>
internal sealed class HairPainter(FaceCanvas canvas, FaceGeometry face, Palette palette)
{
    private const int Steps = 17;

    private readonly SyntheticFaceParameters _parameters = face.Parameters;
    private readonly SyntheticHairStyle _style = face.Parameters.HairStyle;
    private readonly bool _wavy = face.Identity.HairTexture == SyntheticHairTexture.Wavy;

    private readonly StrandPainter _strands = new(canvas, face, palette);

    private bool IsLong => _style is SyntheticHairStyle.Long or SyntheticHairStyle.Bob;

    /// <summary>How far the hair stands off the skull; straight hair lies close, wavy hair does not.</summary>
    private float Volume => _style switch
    {
        SyntheticHairStyle.Bald => 0.03f,
        SyntheticHairStyle.Buzz => 0.04f,
        SyntheticHairStyle.Curly => 0.44f,
        SyntheticHairStyle.Long or SyntheticHairStyle.Bob => _wavy ? 0.36f : 0.12f,
        SyntheticHairStyle.SidePart => _wavy ? 0.26f : 0.1f,
        _ => _wavy ? 0.26f : 0.08f,
    };

    /// <summary>Hair that falls behind the neck, and the bun.</summary>
    public void PaintBack()
    {
        if (_style == SyntheticHairStyle.Bald)
        {
            return;
        }

        // Closes the gap between the hairline and the far side of a turned head.
        using (var crown = Curves.Open(Outer()))
        {
            crown.Close();
            canvas.Fill(crown, palette.HairDark, PartClass.Hair);
        }

        if (_style == SyntheticHairStyle.Bun)
        {
            var bun = face.Project(0.1f * face.Identity.PartingSide, face.SkullTop - 0.26f, -0.3f);
            canvas.Disc(bun, 0.36f, palette.Hair, PartClass.Hair);
            using var coil = Curves.Open(
                bun + new Vector2(-0.26f, 0.1f), bun + new Vector2(-0.05f, -0.2f), bun + new Vector2(0.25f, -0.02f),
                bun + new Vector2(0.02f, 0.16f));
            canvas.Stroke(coil, palette.HairDark, 0.05f);
        }

        if (!IsLong)
        {
            return;
        }

        var bottom = _style == SyntheticHairStyle.Long ? 2.35f : 1.2f;
        var w = face.HalfWidth + Volume;
        Span<Vector2> points = stackalloc Vector2[22];
        for (var i = 0; i < 11; i++)
        {
            var down = i / 10f;
            var y = -0.6f + ((bottom + 0.6f) * down);
            var wave = _wavy ? 0.15f * MathF.Sin(down * 17) : 0;
            var x = (w * MathF.Min(1, 0.5f + (down * 2)) * (1 + (0.08f * MathF.Sin(down * 3)))) + wave;
            var turned = down > 0.6f && _style == SyntheticHairStyle.Long;
            points[i] = turned ? face.Body(-x, y) : face.Project(-x, y, -0.3f);
            points[21 - i] = turned ? face.Body(x, y) : face.Project(x, y, -0.3f);
        }

        using var back = Curves.Closed(points);
        canvas.FillLinear(
            back, new Vector2(0, -0.4f), palette.HairDark, new Vector2(0, bottom), palette.Hair, PartClass.Hair);
        var left = points[..11].ToArray();
        var right = points[11..].ToArray();
        Array.Reverse(right);
        canvas.Inside(back, () => _strands.PaintFlow(left, right, "back", 18));
    }

    /// <summary>The cap of hair over the skull, the fringe and the locks beside the face.</summary>
    public void PaintFront()
    {
        if (_style == SyntheticHairStyle.Bald)
        {
            PaintShine();
            return;
        }

        var outer = Outer();
        var inner = Inner();
        using var cap = Cap(outer, inner);
        var middle = (Steps / 2) + face.Identity.PartingSide; // where the hair parts
        var opacity = _style == SyntheticHairStyle.Buzz ? 0.72f : 1f;
        if (_style != SyntheticHairStyle.Buzz)
        {
            // The hair's shadow on the forehead.
            using var line = Curves.Open(inner);
            canvas.Soft(line, Palette.Fade(palette.Line, 0.55f), 0.05f, 0.1f);
        }

        canvas.FillLinear(
            cap,
            face.Project(0, face.SkullTop - Volume, 0),
            Palette.Fade(Palette.Mix(palette.Hair, palette.HairLight, 0.5f), opacity),
            face.Project(0, IsLong ? 0.8f : 0f, 0),
            Palette.Fade(Palette.Scale(palette.Hair, 0.85f), opacity),
            PartClass.Hair);
        canvas.Inside(cap, () =>
        {
            if (_style == SyntheticHairStyle.Curly)
            {
                _strands.PaintCurls();
            }
            else if (IsLong || _style == SyntheticHairStyle.SidePart)
            {
                _strands.PaintFlow(outer[..(middle + 1)], inner[..(middle + 1)], "left", 9);
                _strands.PaintFlow(outer[middle..], inner[middle..], "right", 9);
            }
            else if (_style != SyntheticHairStyle.Buzz)
            {
                _strands.PaintAcross(outer, inner, "front", 26);
            }

            if (face.Identity.HairTexture == SyntheticHairTexture.Straight)
            {
                PaintGloss(outer, inner);
            }
        });
        if (_parameters.Identity.HasBangs)
        {
            PaintBangs();
        }
    }

    private static SKPath Cap(Vector2[] outer, Vector2[] inner)
    {
        var back = inner.Reverse().ToArray();
        return Curves.Lens(outer, back);
    }

    /// <summary>From the lower end on the viewer's left over the crown to the right.</summary>
    private Vector2[] Outer()
    {
        var side = SideEnd();
        var points = new Vector2[Steps];
        for (var i = 0; i < Steps; i++)
        {
            var angle = MathF.PI * i / (Steps - 1);
            var cos = -MathF.Cos(angle);
            var sin = Math.Max(0, MathF.Sin(angle));
            var bump = _style == SyntheticHairStyle.Curly
                ? 0.07f * MathF.Sin(i * 2.9f) : _wavy ? 0.11f * MathF.Sin(i * 2.2f)
                : 0;
            var lift = Volume + bump;
            lift += _style == SyntheticHairStyle.SidePart
                ? 0.14f * Math.Max(0, sin) * (0.5f - (0.5f * cos * face.Identity.PartingSide))
                : 0;
            lift = _parameters.HasHat ? MathF.Min(lift, 0.16f + (0.4f * (1 - sin))) : lift; // a hat presses it down
            var x = (face.HalfWidth + (lift * 0.75f)) * MathF.Sign(cos) * MathF.Pow(MathF.Abs(cos), 0.85f);
            var y = -0.1f + ((face.SkullTop - lift + 0.1f) * MathF.Pow(sin, 0.8f));
            points[i] = face.Project(x, y, -0.1f);
        }

        var w = face.HalfWidth + (Volume * 0.75f);
        var end = IsLong ? side : side - (_style == SyntheticHairStyle.Curly ? 0.26f : 0.12f); // short hair ends in a slant
        points[0] = face.Project(-w * (IsLong ? 1.06f : 0.99f), end, -0.1f);
        points[^1] = face.Project(w * (IsLong ? 1.06f : 0.99f), end, -0.1f);
        return points;
    }

    /// <summary>The hairline, in step with <see cref="Outer"/>.</summary>
    private Vector2[] Inner()
    {
        var side = SideEnd();
        var receding = _parameters.HasRecedingHairline;
        var w = face.HalfWidth;
        var top = -0.92f - (0.05f * face.Childhood) - (receding ? 0.1f : 0);
        var part = face.Identity.PartingSide * (_style == SyntheticHairStyle.SidePart ? 0.45f : 0.1f);
        var points = new Vector2[Steps];
        for (var i = 0; i < Steps; i++)
        {
            var across = -1 + (2f * i / (Steps - 1));
            var a = MathF.Abs(across);
            // Down to the temple for the outer quarter, over the forehead for the rest.
            float x, y;
            if (a > 0.7f)
            {
                var down = (a - 0.7f) / 0.3f;
                x = MathF.Sign(across) * w * float.Lerp(0.84f, IsLong ? 1f : 0.97f, MathF.Sqrt(down));
                y = float.Lerp(-0.5f, side, down);
            }
            else
            {
                var t = across / 0.7f;
                x = t * w * 0.84f;
                y = float.Lerp(top, -0.5f, MathF.Pow(MathF.Abs(t), 4));
                y += _style == SyntheticHairStyle.SidePart ? 0.16f * Math.Max(0, -t * face.Identity.PartingSide) : 0;
                if (receding)
                {
                    y -= 0.32f * MathF.Exp(-MathF.Pow((MathF.Abs(t) - 0.6f) / 0.24f, 2));
                }

                y -= IsLong ? 0.12f * MathF.Exp(-MathF.Pow((t - part) / 0.25f, 2)) : 0;
            }

            points[i] = face.On(x, y);
        }

        return points;
    }

    /// <summary>How far the hair comes down before the ears.</summary>
    private float SideEnd() => _style switch
    {
        SyntheticHairStyle.Long => 1.55f,
        SyntheticHairStyle.Bob => 1.02f,
        SyntheticHairStyle.Curly => 0.3f,
        SyntheticHairStyle.Bun => -0.02f,
        _ => 0.06f,
    };

    private void PaintBangs()
    {
        var w = face.HalfWidth * 0.86f;
        var points = new Vector2[15];
        points[0] = face.On(-w, -0.42f);
        points[14] = face.On(w, -0.42f);
        var random = SyntheticRandom.For(_parameters.Identity.Number, "bangs");
        for (var i = 1; i < 14; i++)
        {
            var across = -1 + (i / 7f);
            var ragged = i % 2 == 0 ? 0 : _wavy ? 0.09f : 0.045f;
            points[i] = face.On(
                across * w, -0.46f + (0.03f * across * across) - ragged + random.Uniform(-0.015f, 0.015f));
        }

        var top = new Vector2[15];
        for (var i = 0; i < 15; i++)
        {
            top[i] = face.On((-1 + (i / 7f)) * w * 0.9f, -1.12f + (0.3f * MathF.Pow(-1 + (i / 7f), 2)));
        }

        using var bangs = Curves.Lens(top, [.. points.Reverse()]);
        using var edge = Curves.Open(points);
        canvas.Soft(edge, Palette.Fade(palette.Line, 0.6f), 0.04f, 0.07f);
        canvas.FillLinear(bangs, top[7], palette.Hair, points[7], Palette.Scale(palette.Hair, 0.8f), PartClass.Hair);
        canvas.Inside(bangs, () => _strands.PaintAcross(top, points, "bangs", 16));
    }

    /// <summary>The band of light that only smooth hair throws back.</summary>
    private void PaintGloss(Vector2[] outer, Vector2[] inner)
    {
        Span<Vector2> band = stackalloc Vector2[Steps - 6];
        for (var i = 0; i < band.Length; i++)
        {
            band[i] = Vector2.Lerp(outer[i + 3], inner[i + 3], 0.45f);
        }

        using var gloss = Curves.Open(band);
        canvas.Soft(gloss, Palette.Fade(Palette.Mix(palette.Hair, SKColors.White, 0.6f), 0.85f), 0.03f, 0.11f);
    }

    /// <summary>Light on the bare skull.</summary>
    private void PaintShine() => canvas.Glow(
        face.Project(0.2f * _parameters.LightSideRatio, face.SkullTop + 0.26f, 0.1f), 0.5f,
        new SKColor(255, 255, 255, 190), 0.5f);
}
