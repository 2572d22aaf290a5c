using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// Landmark samples: the face box is cut out and shrunk a little; in training it is rotated, scaled and shifted, and
/// the image occluded, mixed with noise, greyed, brightened or darkened, and blurred at random.
/// </summary>
/// <remarks>
/// Released configuration. Draws come in the order of <see cref="RandomAffine.Draw"/>, then occlusion (height, width, x,
/// y), noise (whether; share and key), grey (whether), gamma (which), blur (size).
/// </remarks>
internal sealed class LandmarkTransform : ISampleTransform
{
    private readonly RandomAffine _jitter;
    private readonly AugmentationOptions? _augmentation;

    /// <summary>Describes the preparation.</summary>
    /// <param name="sidePx">Side of the prepared image in pixels.</param>
    /// <param name="normalization">The network's, for landmarks.</param>
    /// <param name="augmentation">The random effects of training; null prepares for testing.</param>
    /// <param name="jitter">How the face is moved; null is <see cref="RandomAffine.Landmarks"/>.</param>
    public LandmarkTransform(
        int sidePx,
        ChannelNormalization normalization,
        AugmentationOptions? augmentation,
        RandomAffine? jitter = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        SidePx = sidePx;
        Normalization = new PixelNormalization(normalization);
        _augmentation = augmentation;
        _jitter = jitter ?? RandomAffine.Landmarks;
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
        var label = (LandmarkLabel)sample.Label;
        var warp = _augmentation is null
            ? FramingTransform.OfBox(label.Box, SidePx, _jitter.MeanScale)
            : new AlignmentWarp(AffineTransform.Crop(label.Box, SidePx).Then(_jitter.Draw(SidePx, random)), SidePx);
        ImageWarp.Bilinear(sample.Image, warp, planes);
        if (_augmentation is not null)
        {
            DenseEffects.Apply(planes, SidePx, isLandmarks: true, _augmentation, random);
        }

        Normalization.Apply(planes);
        var points = label.Points.Select(warp.ToAligned).ToImmutableArray();
        return new TransformedSample(label with { Points = points, Box = new FaceBox(0, 0, SidePx, SidePx) }, warp);
    }
}
