using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Faceptor.Imaging.Framing;

/// <summary>
/// From pixel values to what the network expects: (value in [0, 1] - mean) / std, channel by channel in RGB. The
/// numbers come from the options of the model, see <see cref="InputNormalization"/>.
/// </summary>
internal sealed class PixelNormalization
{
    // Subtracted and divided one after the other, in single precision, as the released code does it: to the last bit.
    private readonly float[] _mean;
    private readonly float[] _std;

    /// <summary>Prepares the arithmetic.</summary>
    /// <param name="numbers">Mean and standard deviation of each channel.</param>
    /// <exception cref="OptionsException">The numbers cannot work.</exception>
    public PixelNormalization(ChannelNormalization numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        string[] problems = [.. numbers.Problems(nameof(PixelNormalization))];
        if (problems.Length > 0)
        {
            throw new OptionsException(nameof(numbers), $"{string.Join("; ", problems)}.");
        }

        _mean = [.. numbers.Mean.Select(value => (float)value)];
        _std = [.. numbers.Std.Select(value => (float)value)];
        MeanColor = [.. numbers.Mean.Select(value => (byte)Math.Round(255 * value, MidpointRounding.ToEven))];
    }

    /// <summary>The color of a pixel at the mean, RGB: what augmentation fills empty places with.</summary>
    /// <remarks>Released configuration: round(255 mean), halves to the even neighbour.</remarks>
    public ImmutableArray<byte> MeanColor { get; }

    /// <summary>Normalises an image.</summary>
    /// <param name="image">The image, H x W; not changed.</param>
    /// <param name="planes">Receives RGB planes [3, H, W].</param>
    /// <param name="isMirrored">Whether the planes show the image mirrored left to right.</param>
    public void Apply(RgbImage image, Span<float> planes, bool isMirrored = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        var area = image.Width * image.Height;
        CheckLength(planes, 3 * area);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var channel = 0; channel < 3; channel++)
            {
                var target = planes.Slice((channel * area) + (y * image.Width), image.Width);
                ApplyRow(row, target, channel, isMirrored);
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
            var plane = planes.Slice(channel * area, area);
            var wide = MemoryMarshal.Cast<float, Vector<float>>(plane);
            var (mean, std) = (new Vector<float>(_mean[channel]), new Vector<float>(_std[channel]));
            for (var i = 0; i < wide.Length; i++)
            {
                wide[i] = (wide[i] - mean) / std;
            }

            for (var i = wide.Length * Vector<float>.Count; i < plane.Length; i++)
            {
                plane[i] = (plane[i] - _mean[channel]) / _std[channel];
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
            throw new ArgumentException($"three planes need {expected} values, got {planes.Length}.", nameof(planes));
        }
    }

    private void ApplyRow(ReadOnlySpan<byte> row, Span<float> target, int channel, bool isMirrored)
    {
        const int GroupPixels = 4;
        const byte Zero = 255; // an index beyond the vector gives 0
        var (mean, std) = (_mean[channel], _std[channel]);
        var (first, step) = isMirrored ? ((byte)(channel + 9), -3) : ((byte)channel, 3);
        var select = Vector128.Create(
            first, Zero, Zero, Zero, (byte)(first + step), Zero, Zero, Zero,
            (byte)(first + (2 * step)), Zero, Zero, Zero, (byte)(first + (3 * step)), Zero, Zero, Zero);
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(target);
        var x = 0;
        // Sixteen bytes are loaded for the twelve of four pixels.
        for (; (x * 3) + 16 <= row.Length; x += GroupPixels)
        {
            var bytes = Vector128.LoadUnsafe(ref from, (nuint)(x * 3));
            var levels = Vector128.ConvertToSingle(Vector128.ShuffleNative(bytes, select).AsInt32());
            var place = isMirrored ? target.Length - x - GroupPixels : x;
            (((levels / 255f) - Vector128.Create(mean)) / std).StoreUnsafe(ref to, (nuint)place);
        }

        for (; x < target.Length; x++)
        {
            var value = ((row[(x * 3) + channel] / 255f) - mean) / std;
            Unsafe.Add(ref to, isMirrored ? target.Length - 1 - x : x) = value;
        }
    }
}
