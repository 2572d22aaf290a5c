using Faceptor.Data.Datasets;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation;

/// <summary>Identity samples: aligned faces at the network's size, mirrored at random in training.</summary>
/// <remarks>
/// Released configuration: an image of another size is resized with antialiasing and its aspect not kept. One draw:
/// whether the image is mirrored.
/// </remarks>
internal sealed class IdentityTransform : ISampleTransform
{
    private const double MirrorProbability = 0.5;

    private readonly bool _isTraining;

    /// <summary>Describes the preparation.</summary>
    /// <param name="sidePx">Side of the prepared image in pixels.</param>
    /// <param name="normalization">The network's, for identity.</param>
    /// <param name="isTraining">Whether images are mirrored at random.</param>
    public IdentityTransform(int sidePx, ChannelNormalization normalization, bool isTraining)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        SidePx = sidePx;
        Normalization = new PixelNormalization(normalization);
        _isTraining = isTraining;
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
        var image = sample.Image;
        var resized = Preprocessor.Fit(image, SidePx, FramingResampling.AntialiasedBilinear);
        var matrix = FramingTransform.OfImage(image.Width, image.Height, SidePx).Matrix;
        var isMirrored = _isTraining && random.NextBool(MirrorProbability);
        Normalization.Apply(resized, planes, isMirrored);
        return new TransformedSample(
            sample.Label,
            new AlignmentWarp(isMirrored ? matrix.Then(AffineTransform.Mirror(SidePx)) : matrix, SidePx));
    }
}
