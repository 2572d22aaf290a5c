using Faceptor.Core.Errors;
using SkiaSharp;

namespace Faceptor.Data.Imaging;

/// <summary>Pictures to one byte a pixel.</summary>
internal static class MaskDecoder
{
    /// <summary>Decodes a picture.</summary>
    /// <exception cref="DatasetException">The picture is damaged or does not hold such values.</exception>
    public static LabelMap Decode(EncodedPicture picture, MaskValues values, ImageOrientation orientation)
    {
        var stored = IsReadByUs(picture.Header.Png, values)
            ? PngSamples.Read(picture)
            : DecodeByCodec(picture, values);
        var turn = picture.TurnFor(orientation);
        if (turn.IsIdentity)
        {
            return new LabelMap(picture.Width, picture.Height, stored);
        }

        var upright = new byte[stored.Length];
        for (var y = 0; y < picture.Height; y++)
        {
            turn.PlaceRow(stored.AsSpan(y * picture.Width, picture.Width), y, upright);
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

    private static unsafe byte[] DecodeByCodec(EncodedPicture picture, MaskValues values)
    {
        var (width, height) = (picture.Width, picture.Height);
        var result = new byte[width * height];
        if (picture.Codec.Info.ColorType == SKColorType.Gray8)
        {
            fixed (byte* target = result)
            {
                picture.Decode(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque), (nint)target);
            }

            return result;
        }

        if (values == MaskValues.Classes && picture.Header.Png is { BitDepth: 16 })
        {
            throw NotClasses(picture, "16-bit colours came");
        }

        ImageCodec.DecodeWhole(
            picture,
            new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul),
            rgba =>
            {
                if (values == MaskValues.Classes)
                {
                    ToClasses(rgba, result, picture);
                }
                else
                {
                    PixelPacking.ToLuma(rgba, result);
                }
            });
        return result;
    }

    private static void ToClasses(ReadOnlySpan<byte> rgba, Span<byte> classes, EncodedPicture picture)
    {
        for (int from = 0, to = 0; to < classes.Length; from += 4, to++)
        {
            var (red, green, blue) = (rgba[from], rgba[from + 1], rgba[from + 2]);
            if (red != green || green != blue)
            {
                throw NotClasses(
                    picture,
                    $"the colour {red}, {green}, {blue} came at ({to % picture.Width}, {to / picture.Width})");
            }

            classes[to] = red;
        }
    }

    private static DatasetException NotClasses(EncodedPicture picture, string came) => new(
        picture.Source,
        $"expected classes as grey values or as indices of a palette, {came}; "
        + "write the mask as a grey PNG of 8 bits, a class a level.");
}
