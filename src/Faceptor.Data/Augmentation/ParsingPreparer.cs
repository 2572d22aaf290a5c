using System.Numerics;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// Parsing samples: the whole picture at the network's size, or the face aligned by five points with its surroundings
/// squeezed into the picture; in training rotated, scaled, shifted, greyed, brightened or darkened, and blurred at
/// random.
/// </summary>
/// <remarks>
/// Released configuration. A label with <see cref="ParsingLabel.AlignmentPoints"/> (LaPa) is aligned by them and bent
/// with factor 0.8, in testing too; one without (CelebAMask-HQ) is the whole picture. Draws come in the order of
/// <see cref="DenseJitter.Draw"/>, then grey (whether), gamma (which), blur (size).
/// </remarks>
public sealed class ParsingPreparer : ISamplePreparer
{
    /// <summary>Factor of the warp that squeezes what lies around an aligned face into the picture.</summary>
    public const double TanhFactor = 0.8;

    private readonly bool _needsPoints;
    private readonly AugmentationOptions? _augmentation;

    /// <summary>Describes the preparation.</summary>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    /// <param name="normalization">The network's, for parsing.</param>
    /// <param name="augmentation">The random effects of training; null prepares for testing.</param>
    /// <param name="needsPoints">Whether a label without alignment points is refused.</param>
    public ParsingPreparer(
        int sidePx, ChannelNormalization normalization, AugmentationOptions? augmentation, bool needsPoints = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        SidePx = sidePx;
        Normalization = new PixelNormalization(normalization);
        _augmentation = augmentation;
        _needsPoints = needsPoints;
    }

    /// <inheritdoc/>
    public int SidePx { get; }

    /// <inheritdoc/>
    public PixelNormalization Normalization { get; }

    /// <summary>
    /// The way from a whole picture to what the network sees in testing; predicted scores come back through it.
    /// </summary>
    /// <param name="widthPx">Width of the picture.</param>
    /// <param name="heightPx">Height of the picture.</param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    public static AlignmentWarp Align(int widthPx, int heightPx, int sidePx) =>
        new(AffineTransform.Scale(widthPx, heightPx, sidePx, sidePx), sidePx);

    /// <summary>
    /// The way from a picture to what the network sees in testing when the face is aligned by five points.
    /// </summary>
    /// <param name="points">
    /// The five points, (x, y) in pixels, as in <see cref="ParsingLabel.AlignmentPoints"/>.
    /// </param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    /// <exception cref="ArgumentException">There are not five points, or they all lie in one place.</exception>
    public static AlignmentWarp Align(ReadOnlySpan<Vector2> points, int sidePx) =>
        new(AlignmentTemplate.LaPa.AlignCenters(points, sidePx), sidePx, TanhFactor);

    /// <inheritdoc/>
    /// <exception cref="DatasetException">The label lacks alignment points that it needs.</exception>
    public PreparedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        var label = (ParsingLabel)sample.Label;
        var jitter = _augmentation is null
            ? DenseJitter.Parsing.Mean(SidePx)
            : DenseJitter.Parsing.Draw(SidePx, random);
        var warp = HasPoints(sample, label)
            ? WarpByPoints(sample.Image, label, jitter, planes)
            : WarpWhole(sample.Image, jitter, planes);
        if (_augmentation is not null)
        {
            DenseEffects.Apply(planes, SidePx, isLandmarks: false, _augmentation, random);
        }

        Normalization.Apply(planes);
        return new PreparedSample(
            new ParsingLabel(ImageWarp.Nearest(label.Map, warp))
            {
                AlignmentPoints = [.. label.AlignmentPoints.Select(warp.ToAligned)],
            },
            warp);
    }

    private bool HasPoints(FaceSample sample, ParsingLabel label)
    {
        var numPoints = label.AlignmentPoints.Length;
        if (numPoints != AlignmentTemplate.NumPoints && (_needsPoints || numPoints > 0))
        {
            throw new DatasetException(
                sample.Name,
                $"expected {AlignmentTemplate.NumPoints} points to align the face by, {numPoints} came; "
                + "the dataset's landmark file says them.");
        }

        return numPoints > 0;
    }

    private AlignmentWarp WarpByPoints(RgbImage image, ParsingLabel label, AffineTransform jitter, Span<float> planes)
    {
        var start = Align(label.AlignmentPoints.AsSpan(), SidePx);
        var warp = new AlignmentWarp(start.Matrix.Then(jitter), SidePx, TanhFactor);
        ImageWarp.Bilinear(image, warp, planes);
        return warp;
    }

    private AlignmentWarp WarpWhole(RgbImage image, AffineTransform jitter, Span<float> planes)
    {
        // Resizing repeats the picture's edge, warping would darken it; so the picture is resized first and then moved.
        var resized = image.Width == SidePx && image.Height == SidePx ? image : Resize.Bilinear(image, SidePx, SidePx);
        ImageWarp.Bilinear(resized, new AlignmentWarp(jitter, SidePx), planes);
        return new AlignmentWarp(Align(image.Width, image.Height, SidePx).Matrix.Then(jitter), SidePx);
    }
}
