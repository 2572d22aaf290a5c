using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// Landmark samples: the face box is cut out, shrunk a little and, in training, rotated, scaled and shifted.
/// </summary>
/// <remarks>
/// Released configuration. Occlusion, noise, grey, gamma and blur come between warping and normalising when they are
/// added.
/// </remarks>
public sealed class LandmarkPreparer : ISamplePreparer
{
    private readonly bool _isTraining;

    /// <summary>Describes the preparation.</summary>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    /// <param name="isTraining">Whether the face is moved at random.</param>
    public LandmarkPreparer(int sidePx, bool isTraining)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        SidePx = sidePx;
        _isTraining = isTraining;
    }

    /// <inheritdoc/>
    public int SidePx { get; }

    /// <inheritdoc/>
    public PixelNormalization Normalization => PixelNormalization.Clip;

    /// <summary>
    /// The way from a picture to what the network sees in testing; predicted points come back through it.
    /// </summary>
    /// <param name="box">The face box in pixels of the picture.</param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    public static AlignmentWarp Align(FaceBox box, int sidePx) =>
        new(AffineTransform.Crop(box, sidePx).Then(DenseJitter.Landmarks.Mean(sidePx)), sidePx);

    /// <inheritdoc/>
    public PreparedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var label = (LandmarkLabel)sample.Label;
        var warp = _isTraining
            ? new AlignmentWarp(
                AffineTransform.Crop(label.Box, SidePx).Then(DenseJitter.Landmarks.Draw(SidePx, random)), SidePx)
            : Align(label.Box, SidePx);
        ImageWarp.Bilinear(sample.Image, warp, planes);
        PixelNormalization.Clip.Apply(planes);
        var points = label.Points.Select(warp.ToAligned).ToImmutableArray();
        return new PreparedSample(label with { Points = points, Box = new FaceBox(0, 0, SidePx, SidePx) }, warp);
    }
}
