using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Imaging;
using Faceptor.Synthetic.Drawing;

namespace Faceptor.Synthetic;

/// <summary>
/// Draws faces. Image, label map and landmarks come from the same curves, so they agree by construction.
/// </summary>
/// <remarks>Threads may draw at the same time. The same parameters and frame give the same bytes.</remarks>
public static class SyntheticFaceRenderer
{
    /// <summary>Draws one image.</summary>
    /// <param name="parameters">What to draw.</param>
    /// <param name="frame">How large, and where in the image.</param>
    /// <exception cref="ArgumentException">The frame has not five points.</exception>
    public static SyntheticFace Draw(SyntheticFaceParameters parameters, SyntheticFrame frame)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.FivePoints.Length != 5)
        {
            throw new ArgumentException($"A frame needs 5 points, got {frame.FivePoints.Length}.", nameof(frame));
        }

        var face = new FaceGeometry(parameters);
        var placement = frame.Place(face.FivePoints, parameters.RollDegrees);
        var (mapWidth, mapHeight) = (frame.Width * frame.LabelScale, frame.Height * frame.LabelScale);
        using var canvas = new FaceCanvas(frame.Width, frame.Height, mapWidth, mapHeight);
        BackgroundPainter.Paint(canvas, parameters);
        canvas.EnterFace(placement);
        PaintIdentity(canvas, face);
        if (parameters.BlurRatio > 0)
        {
            canvas.Blur(parameters.BlurRatio * frame.Width);
        }

        var pixels = canvas.ReadImage();
        ImageFinish.Apply(pixels, parameters);
        var map = canvas.ReadMap();
        return new SyntheticFace(
            new RgbImage(frame.Width, frame.Height, pixels),
            Place(face.Landmarks, placement),
            map is null ? null : new LabelMap(mapWidth, mapHeight, map),
            parameters.AgeYears,
            parameters.Expression,
            SyntheticAttributes.Of(parameters),
            parameters.Identity.Number);
    }

    /// <summary>
    /// Points of the face that <see cref="Draw"/> draws with the same parameters and frame, in pixels of its image.
    /// </summary>
    internal static ImmutableArray<Vector2> Place(
        SyntheticFaceParameters parameters, SyntheticFrame frame, Func<FaceGeometry, Vector2[]> scheme)
    {
        var face = new FaceGeometry(parameters);
        return Place(scheme(face), frame.Place(face.FivePoints, parameters.RollDegrees));
    }

    private static ImmutableArray<Vector2> Place(Vector2[] points, Matrix3x2 placement) =>
        [.. points.Select(point => Vector2.Transform(point, placement) - new Vector2(0.5f))];

    private static void PaintIdentity(FaceCanvas canvas, FaceGeometry face)
    {
        var parameters = face.Parameters;
        var palette = new Palette(parameters);
        var skin = new SkinPainter(canvas, face, palette);
        var features = new FeaturePainter(canvas, face, palette);
        var hair = new HairPainter(canvas, face, palette);
        var accessories = new AccessoryPainter(canvas, face, palette);

        hair.PaintBack();
        skin.PaintNeck();
        accessories.PaintClothes();
        if (parameters.HasNecklace)
        {
            accessories.PaintNecklace();
        }

        skin.PaintEars();
        using var outline = skin.Outline();
        skin.PaintFace(outline);
        features.PaintEye(-1);
        features.PaintEye(1);
        features.PaintNose();
        new BeardPainter(canvas, face, palette).Paint(outline);
        features.PaintMouth();
        hair.PaintFront();
        features.PaintBrow(-1);
        features.PaintBrow(1);
        if (parameters.HasHat)
        {
            accessories.PaintHat();
        }

        if (parameters.HasEarrings)
        {
            accessories.PaintEarrings();
        }

        if (parameters.HasGlasses)
        {
            accessories.PaintGlasses();
        }

        if (parameters.Occluder != SyntheticOccluder.None)
        {
            accessories.PaintOccluder();
        }
    }
}
