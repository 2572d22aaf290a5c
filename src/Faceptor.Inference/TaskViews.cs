using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Tasks;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;
using Faceptor.Models;

namespace Faceptor.Inference;

/// <summary>
/// Cuts out of a picture what each task's network learned to see: the framing of its dataset, and the model's size and
/// normalisation.
/// </summary>
/// <param name="model">The model that is asked.</param>
internal sealed class TaskViews(IFaceModel model)
{
    /// <summary>
    /// Age and expression pictures are looser than ArcFace's crop by this factor, and centred on the five points.
    /// </summary>
    private const float LooseFactor = 0.9f;

    private const int LooseSidePx = 112;

    /// <summary>Extra resolution stops here; beyond it, aliasing is the smaller evil.</summary>
    private const int MaxOversampling = 8;

    private static readonly ImmutableArray<Vector2> LoosePoints = Loosen(AlignmentTemplate.ArcFace);

    public TaskView Landmarks(FaceTask task, RgbImage picture, FaceBox box) =>
        Warped(task, picture, LandmarkPreparer.Align(box, model.InputSidePx(task), DenseJitter.For(task)));

    public TaskView Aligned(FaceTask task, RgbImage picture, ImmutableArray<Vector2> fivePoints)
    {
        var sidePx = model.InputSidePx(task);
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

    private TaskView Identity(FaceTask task, RgbImage picture, ImmutableArray<Vector2> fivePoints, int sidePx)
    {
        var template = AlignmentTemplate.ArcFace;
        var native = template.Align(fivePoints.AsSpan(), template.WidthPx, template.HeightPx);
        var (image, warp) = Cut(picture, native, template.WidthPx, template.HeightPx, sidePx);
        return new TaskView(
            task,
            warp,
            Normalize(task, image),
            Normalize(task, ImageRegion.Mirror(image)));
    }

    private TaskView Framed(
        FaceTask task, RgbImage picture, AlignmentTemplate template, ImmutableArray<Vector2> fivePoints, int sidePx)
    {
        var native = template.Align(fivePoints.AsSpan(), template.WidthPx, template.HeightPx);
        return Framed(task, picture, native, template.WidthPx, template.HeightPx, sidePx);
    }

    private TaskView Framed(
        FaceTask task, RgbImage picture, AffineTransform native, int widthPx, int heightPx, int sidePx)
    {
        var (image, warp) = Cut(picture, native, widthPx, heightPx, sidePx);
        return new TaskView(task, warp, Normalize(task, image));
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

    private TaskView Warped(FaceTask task, RgbImage picture, AlignmentWarp warp)
    {
        var planes = new float[3 * warp.SidePx * warp.SidePx];
        ImageWarp.Bilinear(picture, warp, planes);
        NormalizationOf(task).Apply(planes);
        return new TaskView(task, warp, planes);
    }

    private float[] Normalize(FaceTask task, RgbImage image)
    {
        var planes = new float[3 * image.Width * image.Height];
        NormalizationOf(task).Apply(image, planes);
        return planes;
    }

    private PixelNormalization NormalizationOf(FaceTask task) => new(model.Options.Normalization.Of(task.Family));

    private static ImmutableArray<Vector2> Loosen(AlignmentTemplate template)
    {
        var points = template.PointsPx(LooseSidePx, LooseSidePx);
        var middle = points.Aggregate(Vector2.Zero, (sum, point) => sum + point) / points.Length;
        return [.. points.Select(point => new Vector2((LooseSidePx - 1) / 2f) + ((point - middle) * LooseFactor))];
    }
}
