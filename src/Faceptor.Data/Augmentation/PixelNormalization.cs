using System.Collections.Immutable;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// From pixel values to what the network expects: (value in [0, 1] - mean) / divisor, channel by channel in RGB.
/// </summary>
public sealed class PixelNormalization
{
    private static readonly ImmutableArray<float> ClipMean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly ImmutableArray<float> ClipDeviation = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly ImmutableArray<float> _mean;
    private readonly ImmutableArray<float> _divisor;

    private PixelNormalization(ImmutableArray<float> mean, ImmutableArray<float> divisor)
    {
        _mean = mean;
        _divisor = divisor;
    }

    /// <summary>CLIP's mean and standard deviation: every task but identity.</summary>
    /// <remarks>Released configuration: the encoder starts from CLIP-style weights.</remarks>
    public static PixelNormalization Clip { get; } = new(ClipMean, ClipDeviation);

    /// <summary>Identity in training: CLIP's mean, divided by the mean again.</summary>
    /// <remarks>
    /// Released configuration: the released code passes the mean as the deviation; kept, because the weights learned
    /// with it.
    /// </remarks>
    public static PixelNormalization IdentityTraining { get; } = new(ClipMean, ClipMean);

    /// <summary>Identity in verification: values in [-1, 1].</summary>
    /// <remarks>Released configuration.</remarks>
    public static PixelNormalization Verification { get; } = new([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    /// <summary>Normalises a picture.</summary>
    /// <param name="image">The picture, H x W; not changed.</param>
    /// <param name="planes">Receives RGB planes [3, H, W].</param>
    public void Apply(RgbImage image, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(image);
        var area = image.Width * image.Height;
        CheckLength(planes, 3 * area);
        Span<float> table = stackalloc float[256];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var value = 0; value < table.Length; value++)
            {
                table[value] = ((value / 255f) - _mean[channel]) / _divisor[channel];
            }

            var plane = planes.Slice(channel * area, area);
            for (int target = 0, source = channel; target < area; target++, source += 3)
            {
                plane[target] = table[image.Pixels[source]];
            }
        }
    }

    /// <summary>Normalises planes in place.</summary>
    /// <param name="planes">RGB planes [3, H, W] in [0, 1].</param>
    public void Apply(Span<float> planes)
    {
        CheckLength(planes, planes.Length / 3 * 3);
        var area = planes.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            foreach (ref var value in planes.Slice(channel * area, area))
            {
                value = (value - _mean[channel]) / _divisor[channel];
            }
        }
    }

    private static void CheckLength(ReadOnlySpan<float> planes, int expected)
    {
        if (planes.Length != expected)
        {
            throw new ArgumentException($"three planes need {expected} values, {planes.Length} came.", nameof(planes));
        }
    }
}
