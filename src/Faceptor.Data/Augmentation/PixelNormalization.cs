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

    /// <summary>The way back, for people to look at: values beyond black and white are cut off.</summary>
    /// <param name="planes">Normalised RGB planes [3, H, W]; not changed.</param>
    /// <param name="width">Width W in pixels.</param>
    /// <param name="height">Height H in pixels.</param>
    public RgbImage ToImage(ReadOnlySpan<float> planes, int width, int height)
    {
        var area = width * height;
        CheckLength(planes, 3 * area);
        Span<float> black = [0, 0, 0];
        Span<float> white = [1, 1, 1];
        Apply(black);
        Apply(white);
        var image = new RgbImage(width, height);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = planes.Slice(channel * area, area);
            var levels = 255 / (white[channel] - black[channel]);
            for (int source = 0, target = channel; source < area; source++, target += 3)
            {
                var level = MathF.Round((plane[source] - black[channel]) * levels);
                image.Pixels[target] = (byte)Math.Clamp(level, 0, 255);
            }
        }

        return image;
    }

    private static void CheckLength(ReadOnlySpan<float> planes, int expected)
    {
        if (planes.Length != expected)
        {
            throw new ArgumentException($"three planes need {expected} values, {planes.Length} came.", nameof(planes));
        }
    }
}
