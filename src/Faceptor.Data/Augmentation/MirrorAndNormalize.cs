using Faceptor.Data.Datasets;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation;

/// <summary>The last step of samples that are not dense: mirrored at random in training, then normalised.</summary>
internal static class MirrorAndNormalize
{
    private const double MirrorProbability = 0.5;

    /// <summary>Finishes a sample.</summary>
    /// <param name="label">The label, which mirroring does not change.</param>
    /// <param name="image">The square picture at the network's size; not changed.</param>
    /// <param name="matrix">How it came there from the original picture.</param>
    /// <param name="random">Decides whether it is mirrored; null leaves it as it is.</param>
    /// <param name="normalization">From pixels to the network's numbers.</param>
    /// <param name="planes">Receives RGB planes [3, S, S].</param>
    public static PreparedSample Apply(
        FaceLabel label,
        RgbImage image,
        AffineTransform matrix,
        SeededRandom? random,
        PixelNormalization normalization,
        Span<float> planes)
    {
        var sidePx = image.Width;
        if (random?.NextBool(MirrorProbability) == true)
        {
            image = ImageRegion.Mirror(image);
            matrix = matrix.Then(AffineTransform.Mirror(sidePx));
        }

        normalization.Apply(image, planes);
        return new PreparedSample(label, new AlignmentWarp(matrix, sidePx));
    }
}
