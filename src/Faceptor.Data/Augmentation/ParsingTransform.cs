using Faceptor.Data.Datasets;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// Parsing samples: the whole image at the network's size, or the face aligned by five points with its surroundings
/// squeezed into the image; in training rotated, scaled, shifted, greyed, brightened or darkened, and blurred at
/// random.
/// </summary>
/// <remarks>
/// Released configuration. A label with <see cref="ParsingLabel.AlignmentPoints"/> (LaPa) is aligned by them and bent
/// with factor 0.8, in testing too; one without (CelebAMask-HQ) is the whole image. Draws come in the order of
/// <see cref="RandomAffine.Draw"/>, then grey (whether), gamma (which), blur (size).
/// </remarks>
internal sealed class ParsingTransform : ISampleTransform
{
    private readonly FaceFraming? _framing;
    private readonly AugmentationOptions? _augmentation;

    /// <summary>Describes the preparation.</summary>
    /// <param name="sidePx">Side of the prepared image in pixels.</param>
    /// <param name="normalization">The network's, for parsing.</param>
    /// <param name="augmentation">The random effects of training; null prepares for testing.</param>
    /// <param name="framing">
    /// <see cref="FaceFraming.LaPa"/> refuses labels without alignment points, another one does not look at them; null
    /// lets each label decide.
    /// </param>
    public ParsingTransform(
        int sidePx,
        ChannelNormalization normalization,
        AugmentationOptions? augmentation,
        FaceFraming? framing = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        SidePx = sidePx;
        Normalization = new PixelNormalization(normalization);
        _augmentation = augmentation;
        _framing = framing;
    }

    /// <inheritdoc/>
    public int SidePx { get; }

    /// <inheritdoc/>
    public PixelNormalization Normalization { get; }

    /// <inheritdoc/>
    /// <exception cref="DatasetException">The label lacks alignment points that it needs.</exception>
    public TransformedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        var label = (ParsingLabel)sample.Label;
        var jitter = _augmentation is null
            ? RandomAffine.Parsing.Mean(SidePx)
            : RandomAffine.Parsing.Draw(SidePx, random);
        var warp = HasPoints(sample, label)
            ? WarpByPoints(sample.Image, label, jitter, planes)
            : Preprocessor.WarpWhole(sample.Image, SidePx, jitter, planes);
        if (_augmentation is not null)
        {
            DenseEffects.Apply(planes, SidePx, isLandmarks: false, _augmentation, random);
        }

        Normalization.Apply(planes);
        return new TransformedSample(
            new ParsingLabel(ImageWarp.Nearest(label.Map, warp))
            {
                AlignmentPoints = [.. label.AlignmentPoints.Select(warp.ToAligned)],
            },
            warp);
    }

    private bool HasPoints(FaceSample sample, ParsingLabel label)
    {
        var numPoints = label.AlignmentPoints.Length;
        if (_framing is { Kind: not FramingKind.Template } or { TanhFactor: 0 })
        {
            return false;
        }

        if (numPoints != AlignmentTemplate.NumPoints && (_framing is not null || numPoints > 0))
        {
            throw new DatasetException(
                sample.Name,
                $"expected {AlignmentTemplate.NumPoints} points to align the face by, got {numPoints}; "
                + "the dataset's landmark file says them.");
        }

        return numPoints > 0;
    }

    private AlignmentWarp WarpByPoints(RgbImage image, ParsingLabel label, AffineTransform jitter, Span<float> planes)
    {
        var start = FramingTransform.OfPoints(_framing ?? FaceFraming.LaPa, label.AlignmentPoints.AsSpan(), SidePx);
        var warp = new AlignmentWarp(start.Matrix.Then(jitter), SidePx, start.TanhFactor);
        ImageWarp.Bilinear(image, warp, planes);
        return warp;
    }
}
