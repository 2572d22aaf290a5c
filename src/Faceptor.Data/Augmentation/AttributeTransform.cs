using Faceptor.Data.Augmentation.Effects;
using Faceptor.Data.Augmentation.RandAugment;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// Samples of age, expression and attributes: the whole face crop at the network's size; in training mirrored, changed
/// by RandAugment and partly erased at random.
/// </summary>
/// <remarks>
/// Released configuration: in training the largest centred square, bicubic, then mirroring, RandAugment, normalising
/// and random erasing; in testing the whole image, its aspect not kept, bilinear. Draws come in this order: whether
/// it is mirrored; those of RandAugment; whether something is erased and, if so, the rectangle and the key of its
/// noise.
/// </remarks>
internal sealed class AttributeTransform : ISampleTransform
{
    private const double MirrorProbability = 0.5;

    private readonly AugmentationOptions? _augmentation;

    /// <summary>Describes the preparation.</summary>
    /// <param name="sidePx">Side of the prepared image in pixels.</param>
    /// <param name="normalization">The network's, for the family; its mean fills what RandAugment empties.</param>
    /// <param name="augmentation">The random effects of training; null prepares for testing.</param>
    public AttributeTransform(int sidePx, ChannelNormalization normalization, AugmentationOptions? augmentation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        SidePx = sidePx;
        Normalization = new PixelNormalization(normalization);
        _augmentation = augmentation;
    }

    /// <inheritdoc/>
    public int SidePx { get; }

    /// <inheritdoc/>
    public PixelNormalization Normalization { get; }

    /// <inheritdoc/>
    public TransformedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        var matrix = _augmentation is null
            ? Squash(sample.Image, planes)
            : Augment(sample.Image, _augmentation, random, planes);
        return new TransformedSample(sample.Label, new AlignmentWarp(matrix, SidePx));
    }

    private AffineTransform Squash(RgbImage image, Span<float> planes)
    {
        var (resized, matrix) = WholeImage(image);
        Normalization.Apply(resized, planes);
        return matrix;
    }

    private (RgbImage Resized, AffineTransform Matrix) WholeImage(RgbImage image) => (
        Preprocessor.Fit(image, SidePx, FramingResampling.AntialiasedBilinear),
        FramingTransform.OfImage(image.Width, image.Height, SidePx).Matrix);

    private (RgbImage Resized, AffineTransform Matrix) CenterSquare(RgbImage image)
    {
        var side = Math.Min(image.Width, image.Height);
        var (left, top) = ImageRegion.CenterSquareOrigin(image.Width, image.Height);
        var matrix = new AffineTransform(1, 0, -left, 0, 1, -top)
            .Then(AffineTransform.Scale(side, side, SidePx, SidePx));
        return (Resize.BicubicCenterSquare(image, SidePx), matrix);
    }

    private AffineTransform Augment(
        RgbImage image, AugmentationOptions augmentation, SeededRandom random, Span<float> planes)
    {
        var (resized, matrix) = augmentation.CropsToSquare ? CenterSquare(image) : WholeImage(image);
        var isMirrored = random.NextBool(MirrorProbability);
        if (isMirrored)
        {
            matrix = matrix.Then(AffineTransform.Mirror(SidePx));
        }

        if (augmentation.UsesRandAugment)
        {
            // The policy changes the image, which may still be the sample's own.
            resized = isMirrored ? ImageRegion.Mirror(resized)
                : ReferenceEquals(resized, image) ? new RgbImage(image.Width, image.Height, [.. image.Pixels])
                : resized;
            isMirrored = false;
            matrix = matrix.Then(RandAugmentPolicy.Apply(resized, random, Normalization.MeanColor.AsSpan()));
        }

        Normalization.Apply(resized, planes, isMirrored);
        if (augmentation.UsesRandomErasing && random.NextBool(RandomErasing.Probability))
        {
            RandomErasing.Draw(SidePx, random)?.Apply(new Planes(planes, SidePx), new CounterRng(random));
        }

        return matrix;
    }
}
