using Faceptor.Data.Datasets;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// Samples of age, expression and attributes: the whole face crop at the network's size, mirrored at random in
/// training.
/// </summary>
/// <remarks>
/// Released configuration: in training the largest centred square, bicubic; in testing the whole picture, its aspect
/// not kept, bilinear. RandAugment comes after mirroring and random erasing after normalising when they are added.
/// </remarks>
public sealed class AttributePreparer : ISamplePreparer
{
    private readonly bool _isTraining;

    /// <summary>Describes the preparation.</summary>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    /// <param name="isTraining">Whether pictures are mirrored at random.</param>
    public AttributePreparer(int sidePx, bool isTraining)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        SidePx = sidePx;
        _isTraining = isTraining;
    }

    /// <inheritdoc/>
    public int SidePx { get; }

    /// <inheritdoc/>
    public PixelNormalization Normalization => PixelNormalization.Clip;

    /// <inheritdoc/>
    public PreparedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        var (image, matrix) = _isTraining ? CutSquare(sample.Image) : Squash(sample.Image);
        return MirrorAndNormalize.Apply(
            sample.Label, image, matrix, _isTraining ? random : null, PixelNormalization.Clip, planes);
    }

    private (RgbImage Image, AffineTransform Matrix) Squash(RgbImage image) =>
        (Resize.BilinearAntialiased(image, SidePx, SidePx),
            AffineTransform.Scale(image.Width, image.Height, SidePx, SidePx));

    private (RgbImage Image, AffineTransform Matrix) CutSquare(RgbImage image)
    {
        var square = ImageRegion.CenterSquare(image);
        var (left, top) = ImageRegion.CenterSquareOrigin(image.Width, image.Height);
        return (
            Resize.BicubicAntialiased(square, SidePx, SidePx),
            new AffineTransform(1, 0, -left, 0, 1, -top)
                .Then(AffineTransform.Scale(square.Width, square.Height, SidePx, SidePx)));
    }
}
