using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Framing;

/// <summary>
/// Makes a model's input for one task of any image: cuts out what the task's framing says, as its dataset's images show
/// it, and normalises it. The geometry and the resampling are those that evaluation applies to the dataset's images.
/// </summary>
/// <remarks>Safe to use from several threads at once.</remarks>
internal sealed class Preprocessor
{
    /// <summary>Our choice: extra resolution stops here; beyond it, aliasing is the smaller evil.</summary>
    private const int MaxOversampling = 8;

    private readonly PixelNormalization _normalization;

    /// <summary>Prepares for the inputs of a task.</summary>
    /// <param name="spec">What the model takes.</param>
    /// <exception cref="Faceptor.OptionsException">The normalisation cannot work.</exception>
    public Preprocessor(ModelInputSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        _normalization = new PixelNormalization(spec.Normalization);
    }

    /// <summary>What the model takes.</summary>
    public ModelInputSpec Spec { get; }

    /// <summary>Makes the input.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="face">Where the face is.</param>
    /// <exception cref="ArgumentException">
    /// A box without an area, or five points in one place, where the framing needs them.
    /// </exception>
    public FramedInput Prepare(RgbImage image, FaceLocation face)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (framing, sidePx) = (Spec.Framing, Spec.SidePx);
        switch (framing.Kind)
        {
            case FramingKind.LandmarkBox:
                var box = framing.RefinesBox ? face.SquareBox : face.GivenBox ?? face.SquareBox;
                return Warped(image, FramingTransform.OfBox(box, sidePx, framing.BoxRatio));
            case FramingKind.BoxCrop:
                return Cropped(image, face.GivenBox);
            case FramingKind.WholeImage:
                var planes = new float[3 * sidePx * sidePx];
                var whole = WarpWhole(image, sidePx, AffineTransform.Identity, planes);
                return Normalized(planes, whole);
            default:
                var warp = FramingTransform.OfPoints(framing, face.FivePoints.AsSpan(), sidePx);
                return framing.Resampling == FramingResampling.Bilinear
                    ? Warped(image, warp)
                    : Cut(image, framing.Template!, face, warp);
        }
    }

    /// <summary>Makes the input of another part of the image than the task's framing says.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="warp">From the image to the input.</param>
    public FramedInput Prepare(RgbImage image, AlignmentWarp warp)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(warp);
        return Warped(image, warp);
    }

    /// <summary>Resizes an image that is framed already, as a dataset's is, to the input's size.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="sidePx">Side of the input in pixels.</param>
    /// <param name="resampling">How.</param>
    /// <returns>The resized image; the image itself when it has that size.</returns>
    public static RgbImage Fit(RgbImage image, int sidePx, FramingResampling resampling)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Width == sidePx && image.Height == sidePx ? image
            : resampling == FramingResampling.Bilinear ? Resize.Bilinear(image, sidePx, sidePx)
            : Resize.BilinearAntialiased(image, sidePx, sidePx);
    }

    /// <summary>Resizes an image that is framed already without antialiasing, and moves it.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="sidePx">Side of the input in pixels.</param>
    /// <param name="move">How the resized image moves.</param>
    /// <param name="planes">Receives RGB planes [3, S, S] in [0, 1], not normalised.</param>
    /// <returns>The way from the image to the input.</returns>
    public static AlignmentWarp WarpWhole(RgbImage image, int sidePx, AffineTransform move, Span<float> planes)
    {
        // Resizing repeats the image's edge, warping would darken it; so it is resized first and then moved.
        var resized = Fit(image, sidePx, FramingResampling.Bilinear);
        ImageWarp.Bilinear(resized, new AlignmentWarp(move, sidePx), planes);
        return new AlignmentWarp(
            FramingTransform.OfImage(image.Width, image.Height, sidePx).Matrix.Then(move), sidePx);
    }

    private FramedInput Cropped(RgbImage image, FaceBox? box)
    {
        var (width, height) = (image.Width, image.Height);
        var region = box is { } given
            ? FaceBoxes.ToPixels(given, width, height) ?? NearestPixel(given, width, height)
            : new PixelRegion(0, 0, width, height);
        var crop = box is null ? image : ImageRegion.Crop(image, region);
        return Normalized(
            Fit(crop, Spec.SidePx, FramingResampling.AntialiasedBilinear),
            FramingTransform.OfRegion(region, Spec.SidePx));
    }

    // A box of a fraction of a pixel, or at the very edge.
    private static PixelRegion NearestPixel(FaceBox box, int width, int height) => new(
        (int)Math.Clamp((box.Left + box.Right) / 2, 0, width - 1),
        (int)Math.Clamp((box.Top + box.Bottom) / 2, 0, height - 1),
        1,
        1);

    /// <summary>
    /// Warps onto the template's own canvas, finely enough to lose nothing, and shrinks that as a dataset's image would
    /// be.
    /// </summary>
    private FramedInput Cut(RgbImage image, AlignmentTemplate template, FaceLocation face, AlignmentWarp warp)
    {
        var (widthPx, heightPx) = (template.WidthPx, template.HeightPx);
        var native = template.Align(face.FivePoints.AsSpan(), widthPx, heightPx);
        var pixelsPerPixel = 1 / Math.Sqrt(Math.Abs(native.Determinant));
        var smallest = (double)Spec.SidePx / Math.Max(widthPx, heightPx);
        var factor = Math.Clamp(pixelsPerPixel, Math.Min(smallest, 1), MaxOversampling);
        var (width, height) = ((int)Math.Ceiling(widthPx * factor), (int)Math.Ceiling(heightPx * factor));
        var cut = ImageWarp.Bilinear(
            image, native.Then(AffineTransform.Scale(widthPx, heightPx, width, height)), width, height);
        return Normalized(Fit(cut, Spec.SidePx, FramingResampling.AntialiasedBilinear), warp);
    }

    private FramedInput Warped(RgbImage image, AlignmentWarp warp)
    {
        var planes = new float[3 * warp.SidePx * warp.SidePx];
        ImageWarp.Bilinear(image, warp, planes);
        return Normalized(planes, warp);
    }

    private FramedInput Normalized(float[] planes, AlignmentWarp warp)
    {
        _normalization.Apply(planes);
        return new FramedInput(new ModelInput(Spec.Task, warp.SidePx, planes), warp);
    }

    private FramedInput Normalized(RgbImage framed, AlignmentWarp warp)
    {
        float[][] views = Spec.Framing.AddsMirroredView ? [Planes(framed, false), Planes(framed, true)]
            : [Planes(framed, false)];
        return new FramedInput(new ModelInput(Spec.Task, warp.SidePx, views), warp);
    }

    private float[] Planes(RgbImage image, bool isMirrored)
    {
        var planes = new float[3 * image.Width * image.Height];
        _normalization.Apply(image, planes, isMirrored);
        return planes;
    }
}

/// <summary>A model's input and the way back to the image it shows.</summary>
/// <param name="Input">What the model sees.</param>
/// <param name="Warp">From the image to the input.</param>
internal sealed record FramedInput(ModelInput Input, AlignmentWarp Warp);
