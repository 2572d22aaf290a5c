using Faceptor.Data.Datasets;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// Parsing samples: the whole picture at the network's size and, in training, rotated, scaled and shifted.
/// </summary>
/// <remarks>
/// Released configuration. Grey, gamma and blur come between warping and normalising when they are added.
/// </remarks>
public sealed class ParsingPreparer : ISamplePreparer
{
    private readonly bool _isTraining;

    /// <summary>Describes the preparation.</summary>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    /// <param name="isTraining">Whether the face is moved at random.</param>
    public ParsingPreparer(int sidePx, bool isTraining)
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
    /// The way from a picture to what the network sees in testing; predicted scores come back through it.
    /// </summary>
    /// <param name="widthPx">Width of the picture.</param>
    /// <param name="heightPx">Height of the picture.</param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    public static AlignmentWarp Align(int widthPx, int heightPx, int sidePx) =>
        new(AffineTransform.Scale(widthPx, heightPx, sidePx, sidePx), sidePx);

    /// <inheritdoc/>
    public PreparedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var (image, map) = (sample.Image, ((ParsingLabel)sample.Label).Map);
        var warp = Align(image.Width, image.Height, SidePx);
        // Resizing repeats the picture's edge, warping would darken it; so the picture is resized first and then moved.
        var resized = image.Width == SidePx && image.Height == SidePx ? image : Resize.Bilinear(image, SidePx, SidePx);
        if (_isTraining)
        {
            var jitter = DenseJitter.Parsing.Draw(SidePx, random);
            ImageWarp.Bilinear(resized, new AlignmentWarp(jitter, SidePx), planes);
            PixelNormalization.Clip.Apply(planes);
            warp = new AlignmentWarp(warp.Matrix.Then(jitter), SidePx);
        }
        else
        {
            PixelNormalization.Clip.Apply(resized, planes);
        }

        return new PreparedSample(new ParsingLabel(ImageWarp.Nearest(map, warp)), warp);
    }
}
