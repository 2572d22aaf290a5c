using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Tasks;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Inference;

/// <summary>Cuts out of a picture what each task's network learned to see: the framing of its dataset.</summary>
internal static class TaskViews
{
    /// <summary>
    /// Age and expression pictures are looser than ArcFace's crop by this factor, and centred on the five points.
    /// </summary>
    private const float LooseFactor = 0.9f;

    private const int LooseSidePx = 112;

    /// <summary>Extra resolution stops here; beyond it, aliasing is the smaller evil.</summary>
    private const int MaxOversampling = 8;

    private static readonly ImmutableArray<Vector2> LoosePoints = Loosen(AlignmentTemplate.ArcFace);

    public static TaskView Landmarks(FaceTask task, RgbImage picture, FaceBox box, int sidePx) =>
        Warped(task, picture, LandmarkPreparer.Align(box, sidePx, DenseJitter.For(task)));

    public static TaskView Aligned(FaceTask task, RgbImage picture, ImmutableArray<Vector2> fivePoints, int sidePx)
    {
        switch (task.Family)
        {
            case TaskFamily.Parsing when task.Equals(FaceTasks.ParsingLaPa):
                return Warped(task, picture, ParsingPreparer.Align(fivePoints.AsSpan(), sidePx));
            case TaskFamily.Parsing:
                return Warped(task, picture, FullHead(fivePoints, sidePx));
            case TaskFamily.Attributes:
                return Framed(task, picture, AlignmentTemplate.CelebA, fivePoints, sidePx);
            case TaskFamily.Identity:
                return Identity(task, picture, fivePoints, sidePx);
            case TaskFamily.Age or TaskFamily.Expression:
                var loose = AffineTransform.Similarity(fivePoints.AsSpan(), LoosePoints.AsSpan());
                return Framed(task, picture, loose, LooseSidePx, LooseSidePx, sidePx);
            default:
                throw new ArgumentException($"{task} does not look at an aligned face.", nameof(task));
        }
    }

    // Sampled without antialiasing, as CelebAMask-HQ's pictures are resized.
    private static AlignmentWarp FullHead(ImmutableArray<Vector2> fivePoints, int sidePx)
    {
        var template = AlignmentTemplate.CelebAHq;
        var native = template.Align(fivePoints.AsSpan(), template.WidthPx, template.HeightPx);
        return new AlignmentWarp(
            native.Then(AffineTransform.Scale(template.WidthPx, template.HeightPx, sidePx, sidePx)), sidePx);
    }

    private static TaskView Identity(FaceTask task, RgbImage picture, ImmutableArray<Vector2> fivePoints, int sidePx)
    {
        var template = AlignmentTemplate.ArcFace;
        var native = template.Align(fivePoints.AsSpan(), template.WidthPx, template.HeightPx);
        var (image, warp) = Cut(picture, native, template.WidthPx, template.HeightPx, sidePx);
        return new TaskView(
            task,
            warp,
            Normalize(image, PixelNormalization.Verification),
            Normalize(ImageRegion.Mirror(image), PixelNormalization.Verification));
    }

    private static TaskView Framed(
        FaceTask task, RgbImage picture, AlignmentTemplate template, ImmutableArray<Vector2> fivePoints, int sidePx)
    {
        var native = template.Align(fivePoints.AsSpan(), template.WidthPx, template.HeightPx);
        return Framed(task, picture, native, template.WidthPx, template.HeightPx, sidePx);
    }

    private static TaskView Framed(
        FaceTask task, RgbImage picture, AffineTransform native, int widthPx, int heightPx, int sidePx)
    {
        var (image, warp) = Cut(picture, native, widthPx, heightPx, sidePx);
        return new TaskView(task, warp, Normalize(image, PixelNormalization.Clip));
    }

    /// <summary>
    /// Warps into the dataset's own framing, finely enough to lose nothing, and shrinks that as a dataset picture would
    /// be.
    /// </summary>
    private static (RgbImage Image, AlignmentWarp Warp) Cut(
        RgbImage picture, AffineTransform native, int widthPx, int heightPx, int sidePx)
    {
        var pixelsPerPixel = 1 / Math.Sqrt(Math.Abs(native.Determinant));
        var smallest = (double)sidePx / Math.Max(widthPx, heightPx);
        var factor = Math.Clamp(pixelsPerPixel, Math.Min(smallest, 1), MaxOversampling);
        var (width, height) = ((int)Math.Ceiling(widthPx * factor), (int)Math.Ceiling(heightPx * factor));
        var cut = ImageWarp.Bilinear(
            picture, native.Then(AffineTransform.Scale(widthPx, heightPx, width, height)), width, height);
        var matrix = native.Then(AffineTransform.Scale(widthPx, heightPx, sidePx, sidePx));
        return (Resize.BilinearAntialiased(cut, sidePx, sidePx), new AlignmentWarp(matrix, sidePx));
    }

    private static TaskView Warped(FaceTask task, RgbImage picture, AlignmentWarp warp)
    {
        var planes = new float[3 * warp.SidePx * warp.SidePx];
        ImageWarp.Bilinear(picture, warp, planes);
        PixelNormalization.Clip.Apply(planes);
        return new TaskView(task, warp, planes);
    }

    private static float[] Normalize(RgbImage image, PixelNormalization normalization)
    {
        var planes = new float[3 * image.Width * image.Height];
        normalization.Apply(image, planes);
        return planes;
    }

    private static ImmutableArray<Vector2> Loosen(AlignmentTemplate template)
    {
        var points = template.PointsPx(LooseSidePx, LooseSidePx);
        var middle = points.Aggregate(Vector2.Zero, (sum, point) => sum + point) / points.Length;
        return [.. points.Select(point => new Vector2((LooseSidePx - 1) / 2f) + ((point - middle) * LooseFactor))];
    }
}
