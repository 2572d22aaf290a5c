using Faceptor.Imaging.Resampling;
using SkiaSharp;

namespace Faceptor.Imaging.Codecs;

/// <summary>Images to one byte a pixel.</summary>
internal static class MaskDecoder
{
    /// <summary>Decodes an image.</summary>
    /// <exception cref="DatasetException">The image is damaged or does not hold such values.</exception>
    public static LabelMap Decode(EncodedImage image, MaskValues values, ImageOrientation orientation)
    {
        var stored = IsReadByUs(image.Header.Png, values)
            ? PngSamples.Read(image)
            : DecodeByCodec(image, values);
        var turn = image.TurnFor(orientation);
        if (turn.IsIdentity)
        {
            return new LabelMap(image.Width, image.Height, stored);
        }

        var upright = new byte[stored.Length];
        for (var y = 0; y < image.Height; y++)
        {
            turn.PlaceRow(stored.AsSpan(y * image.Width, image.Width), y, upright);
        }

        return new LabelMap(turn.Width, turn.Height, upright);
    }

    // The codec library gives the upper half of 16 bits, stretches fewer than 8, and gives colours for indices.
    private static bool IsReadByUs(PngLayout? layout, MaskValues values) => layout switch
    {
        { Colors: PngColors.Gray or PngColors.GrayAlpha, BitDepth: 16 } => true,
        { Colors: PngColors.Gray, BitDepth: < 8 } or { Colors: PngColors.GrayAlpha or PngColors.Palette } =>
            values == MaskValues.Classes,
        _ => false,
    };

    private static unsafe byte[] DecodeByCodec(EncodedImage image, MaskValues values)
    {
        var (width, height) = (image.Width, image.Height);
        var result = new byte[width * height];
        if (image.Codec.Info.ColorType == SKColorType.Gray8)
        {
            fixed (byte* target = result)
            {
                image.Decode(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque), (nint)target);
            }

            return result;
        }

        if (values == MaskValues.Classes && image.Header.Png is { BitDepth: 16 })
        {
            throw NotClasses(image, "16-bit colours");
        }

        ImageCodec.DecodeWhole(
            image,
            new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul),
            rgba =>
            {
                if (values == MaskValues.Classes)
                {
                    ToClasses(rgba, result, image);
                }
                else
                {
                    PixelPacking.ToLuma(rgba, result);
                }
            });
        return result;
    }

    private static void ToClasses(ReadOnlySpan<byte> rgba, Span<byte> classes, EncodedImage image)
    {
        for (int from = 0, to = 0; to < classes.Length; from += 4, to++)
        {
            var (red, green, blue) = (rgba[from], rgba[from + 1], rgba[from + 2]);
            if (red != green || green != blue)
            {
                throw NotClasses(
                    image,
                    $"the colour {red}, {green}, {blue} at ({to % image.Width}, {to / image.Width})");
            }

            classes[to] = red;
        }
    }

    private static DatasetException NotClasses(EncodedImage image, string got) => new(
        image.Source,
        $"expected classes as grey values or as indices of a palette, got {got}; "
        + "write the mask as a grey PNG of 8 bits, a class a level.");
}

/// <summary>What the pixels of a mask file stand for.</summary>
internal enum MaskValues
{
    /// <summary>Grey levels: fewer bits are stretched to eight, colours become their luma.</summary>
    Levels,

    /// <summary>Numbers of classes: whatever the bits, the number that is stored counts; colours say nothing.</summary>
    Classes,
}
