using System.Numerics;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>
/// Clothes and what people wear: necktie, necklace, earrings, hat, glasses; and what is held before the face.
/// </summary>
internal sealed class AccessoryPainter(FaceCanvas canvas, FaceGeometry face, Palette palette)
{
    private static readonly SKColor[] Fabrics =
    [
        new(44, 62, 110), new(150, 38, 44), new(46, 104, 84), new(228, 226, 220), new(52, 52, 58), new(196, 148, 60),
        new(110, 74, 130),
        new(96, 140, 180),
    ];

    private readonly SyntheticFaceParameters _parameters = face.Parameters;

    public void PaintClothes()
    {
        var random = SyntheticRandom.For(_parameters.DetailSeed, "clothes");
        var fabric = _parameters.HasNecktie
            ? random.Pick<SKColor>(new(238, 238, 240), new(190, 210, 236), new(226, 206, 214))
            : random.Pick(Fabrics);
        var w = (face.Identity.IsMale ? 2.0f : 1.75f) * (1 - (0.2f * face.Childhood));
        var open = random.Uniform(1.95f, 2.3f);
        if (_parameters.HasNecktie)
        {
            open = 1.7f;
        }

        // A collar stands up to the throat, where an image of the face still shows it.
        var edge = _parameters.HasNecktie ? 1.56f : 1.78f;

        Span<Vector2> points =
        [
            face.Body(-0.62f, edge), face.Body(-0.3f, open - 0.05f), face.Body(0, open + 0.06f),
            face.Body(0.3f, open - 0.05f),
            face.Body(0.62f, edge), face.Body(1.2f, 2.02f), face.Body(w, 2.3f), face.Body(w + 0.25f, 4.5f),
            face.Body(-w - 0.25f, 4.5f),
            face.Body(-w, 2.3f), face.Body(-1.2f, 2.02f),
        ];
        using var shirt = Curves.Closed(points);
        canvas.FillLinear(
            shirt, face.Body(-w, 2), fabric, face.Body(w, 3), Palette.Scale(fabric, 0.72f), PartClass.Cloth);
        canvas.Inside(shirt, () => PaintFolds(random, fabric));
        if (_parameters.HasNecktie)
        {
            PaintNecktie(random, fabric);
        }
        else
        {
            using var collar = Curves.Open(points[0], points[1], points[2], points[3], points[4]);
            canvas.Stroke(collar, Palette.Scale(fabric, 0.6f), 0.05f, PartClass.Cloth);
        }
    }

    public void PaintNecklace()
    {
        var random = SyntheticRandom.For(_parameters.DetailSeed, "necklace");
        var metal = random.Pick<SKColor>(new(232, 190, 70), new(236, 236, 244), new(190, 40, 60));
        for (var i = 0; i <= 14; i++)
        {
            var t = (i - 7) / 7f;
            var at = face.Body(t * 0.58f, 1.5f + (0.3f * (1 - (t * t))));
            canvas.Disc(at, i == 7 ? 0.16f : 0.115f, Palette.Scale(metal, 0.75f), PartClass.Necklace);
            canvas.Disc(
                at + new Vector2(-0.015f, -0.02f), i == 7 ? 0.1f : 0.065f,
                Palette.Mix(metal, SKColors.White, 0.35f));
        }
    }

    public void PaintEarrings()
    {
        var random = SyntheticRandom.For(_parameters.DetailSeed, "earrings");
        var metal = random.Pick<SKColor>(new(236, 196, 70), new(240, 240, 250), new(40, 150, 160), new(206, 40, 80));
        var isRing = random.Chance(0.5f);
        for (var side = -1; side <= 1; side += 2)
        {
            var lobe = face.Project(side * (face.HalfWidth + 0.1f), -0.06f + face.Identity.EarSize, -0.05f);
            var size = 0.2f * (1 - (0.2f * face.Childhood));
            if (isRing)
            {
                using var ring = Curves.Ellipse(lobe + new Vector2(0, size), size * 0.85f, size * 1.1f);
                canvas.Stroke(ring, Palette.Scale(metal, 0.7f), 0.11f, PartClass.Earring);
                canvas.Stroke(ring, Palette.Mix(metal, SKColors.White, 0.3f), 0.05f);
            }
            else
            {
                canvas.Disc(lobe + new Vector2(0, 0.02f), size * 0.6f, Palette.Scale(metal, 0.75f), PartClass.Earring);
                using var drop = Curves.Closed(
                    lobe + new Vector2(0, 0.04f), lobe + new Vector2(size * 0.85f, 0.27f),
                    lobe + new Vector2(0, 0.37f),
                    lobe + new Vector2(-size * 0.85f, 0.27f));
                canvas.Fill(drop, metal, PartClass.Earring);
                canvas.Disc(lobe + new Vector2(-0.03f, 0.25f), 0.03f, SKColors.White);
            }
        }
    }

    public void PaintHat()
    {
        var random = SyntheticRandom.For(_parameters.DetailSeed, "hat");
        var felt = random.Pick(Fabrics);
        var brim = random.Chance(0.5f);
        var w = face.HalfWidth + 0.14f;
        const float low = -0.74f;
        Span<Vector2> dome = stackalloc Vector2[9];
        for (var i = 0; i < 9; i++)
        {
            var (sin, cos) = MathF.SinCos(MathF.PI * i / 8);
            var x = -w * MathF.CopySign(MathF.Pow(MathF.Abs(cos), 0.7f), cos);
            var y = low + ((face.SkullTop - 0.32f - low) * MathF.Pow(Math.Max(0, sin), 0.7f));
            dome[i] = face.Project(x, y, -0.02f);
        }

        Span<Vector2> front =
        [
            face.Project(w, low, 0.05f), face.Project(w * 0.5f, low + 0.05f, 0.3f),
            face.Project(0, low + 0.07f, 0.35f), face.Project(-w * 0.5f, low + 0.05f, 0.3f),
            face.Project(-w, low, 0.05f),
        ];
        using var crown = Curves.Lens(dome, front);
        canvas.FillLinear(crown, dome[0], felt, dome[8], Palette.Scale(felt, 0.65f), PartClass.Hat);
        using var band = Curves.Ribbon(front, [0.1f, 0.12f, 0.12f, 0.12f, 0.1f]);
        canvas.Fill(band, Palette.Scale(felt, 0.55f), PartClass.Hat);
        if (brim)
        {
            Span<Vector2> edge =
            [
                face.Project(w * 1.35f, low - 0.02f, 0.1f), face.Project(w * 0.6f, low + 0.16f, 0.4f),
                face.Project(0, low + 0.2f, 0.5f),
                face.Project(-w * 0.6f, low + 0.16f, 0.4f), face.Project(-w * 1.35f, low - 0.02f, 0.1f),
            ];
            using var rim = Curves.Ribbon(edge, [0.02f, 0.08f, 0.1f, 0.08f, 0.02f]);
            canvas.Fill(rim, Palette.Scale(felt, 0.8f), PartClass.Hat);
            canvas.Stroke(rim, Palette.Scale(felt, 0.45f), 0.02f);
        }
        else
        {
            for (var i = -3; i <= 3; i++)
            {
                using var rib = Curves.Open(
                    face.Project(i * 0.27f, low, 0.2f), face.Project(i * 0.24f, (low + face.SkullTop) / 2, 0.2f),
                    face.Project(i * 0.08f, face.SkullTop - 0.28f, 0));
                canvas.Stroke(rib, Palette.Fade(Palette.Scale(felt, 0.55f), 0.7f), 0.03f);
            }
        }
    }

    /// <summary>Frames and lenses; both are glasses in the label map.</summary>
    public void PaintGlasses()
    {
        ReadOnlySpan<SKColor> frames = [new(24, 22, 26), new(60, 34, 22), new(150, 106, 30), new(140, 26, 40)];
        var style = _parameters.GlassesStyle;
        var colour = frames[style];
        var thickness = style == 2 ? 0.09f : 0.11f;
        for (var side = -1; side <= 1; side += 2)
        {
            var centre = face.EyeCentre(side) + new Vector2(side * 0.02f, 0.03f);
            var (rx, ry) = (face.Identity.EyeSpacing * 0.8f, style == 1 ? 0.2f : 0.25f);
            using var lens = style is 0 or 2 ? Curves.Ellipse(centre, rx, ry * 1.15f) : RoundedBox(centre, rx, ry);
            canvas.Fill(
                lens, style == 3 ? new SKColor(70, 60, 70, 110) : new SKColor(196, 218, 236, 84), PartClass.Glasses);
            using var glint = Curves.Polygon(
                centre + new Vector2(-rx * 0.5f, -ry * 0.1f), centre + new Vector2(-rx * 0.15f, -ry * 0.65f));
            canvas.Stroke(glint, new SKColor(255, 255, 255, 150), 0.03f);
            canvas.Stroke(lens, colour, thickness, PartClass.Glasses);
            using var temple = Curves.Polygon(
                centre + new Vector2(side * rx, -0.06f), face.Project(side * face.HalfWidth * 1.02f, -0.08f, -0.05f));
            canvas.Stroke(temple, colour, thickness, PartClass.Glasses);
        }

        var left = face.EyeCentre(-1) + new Vector2((face.Identity.EyeSpacing * 0.8f) - 0.02f, 0);
        var right = face.EyeCentre(1) - new Vector2((face.Identity.EyeSpacing * 0.8f) - 0.02f, 0);
        using var bridge = Curves.Open(left, ((left + right) / 2) + new Vector2(0, -0.05f), right);
        canvas.Stroke(bridge, colour, thickness, PartClass.Glasses);
    }

    public void PaintOccluder()
    {
        var random = SyntheticRandom.For(_parameters.DetailSeed, "occluder");
        var side = random.Chance(0.5f) ? -1 : 1;
        switch (_parameters.Occluder)
        {
            case SyntheticOccluder.Hand:
                for (var i = 0; i < 4; i++)
                {
                    var tip = new Vector2(side * (0.42f + (0.17f * i)), 0.62f + (0.07f * i * i));
                    var root = new Vector2(side * (1.0f + (0.14f * i)), 1.75f);
                    using var finger = Curves.Polygon(tip, root);
                    canvas.Stroke(finger, Palette.Scale(palette.Skin, 0.7f), 0.22f, PartClass.Background);
                    canvas.Stroke(finger, Palette.Scale(palette.Skin, 0.95f), 0.18f);
                }

                break;
            case SyntheticOccluder.Cup:
                using (
                    var cup = Curves.Polygon(new(-0.5f, 0.78f), new(0.5f, 0.78f), new(0.4f, 1.75f), new(-0.4f, 1.75f)))
                {
                    var paint = random.Pick(Fabrics);
                    canvas.FillLinear(
                        cup, new(-0.5f, 0), Palette.Mix(paint, SKColors.White, 0.3f), new(0.5f, 0),
                        Palette.Scale(paint, 0.7f), PartClass.Background);
                }

                break;
            default:
                using (var edge = Curves.Polygon(
                    new(side * random.Uniform(0.35f, 0.75f), 3), new(side * random.Uniform(0.45f, 0.95f), -3),
                    new(side * 4, -3), new(side * 4, 3)))
                {
                    canvas.Fill(edge, random.Pick(Fabrics), PartClass.Background);
                }

                break;
        }
    }

    private static SKPath RoundedBox(Vector2 centre, float radiusX, float radiusY)
    {
        var path = new SKPath();
        path.AddRoundRect(
            new SKRect(centre.X - radiusX, centre.Y - radiusY, centre.X + radiusX, centre.Y + radiusY), 0.09f, 0.09f);
        return path;
    }

    private void PaintFolds(SyntheticRandom random, SKColor fabric)
    {
        var stripes = random.Chance(0.35f);
        for (var i = -6; i <= 6; i++)
        {
            using var line = Curves.Polygon(face.Body(i * 0.32f, 1.7f), face.Body(i * 0.42f, 4));
            canvas.Stroke(
                line, Palette.Fade(Palette.Scale(fabric, 0.7f), stripes ? 0.8f : 0.15f), stripes ? 0.1f : 0.05f);
        }
    }

    private void PaintNecktie(SyntheticRandom random, SKColor shirt)
    {
        using var leftCollar = Curves.Polygon(
            face.Body(-0.62f, 1.46f), face.Body(-0.02f, 1.78f), face.Body(-0.44f, 2.1f), face.Body(-0.78f, 1.66f));
        using var rightCollar = Curves.Polygon(
            face.Body(0.62f, 1.46f), face.Body(0.02f, 1.78f), face.Body(0.44f, 2.1f), face.Body(0.78f, 1.66f));
        var silk = random.Pick<SKColor>(new(150, 20, 36), new(26, 40, 110), new(20, 96, 70), new(60, 24, 80));
        using var knot = Curves.Polygon(
            face.Body(-0.2f, 1.68f), face.Body(0.2f, 1.68f), face.Body(0.13f, 1.96f), face.Body(-0.13f, 1.96f));
        using var tie = Curves.Polygon(
            face.Body(-0.14f, 1.94f), face.Body(0.14f, 1.94f), face.Body(0.34f, 4.2f), face.Body(-0.34f, 4.2f));
        canvas.Fill(tie, silk, PartClass.Cloth);
        canvas.Fill(leftCollar, Palette.Mix(shirt, SKColors.White, 0.4f), PartClass.Cloth);
        canvas.Fill(rightCollar, Palette.Mix(shirt, SKColors.White, 0.25f), PartClass.Cloth);
        canvas.Stroke(leftCollar, Palette.Scale(shirt, 0.75f), 0.02f);
        canvas.Stroke(rightCollar, Palette.Scale(shirt, 0.75f), 0.02f);
        canvas.Fill(knot, Palette.Scale(silk, 0.8f), PartClass.Cloth);
    }
}
