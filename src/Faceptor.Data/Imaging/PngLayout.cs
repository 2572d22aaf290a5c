namespace Faceptor.Data.Imaging;

/// <summary>How a PNG file stores its pixels.</summary>
/// <param name="BitDepth">Bits a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Colors">Which samples make up a pixel.</param>
/// <param name="IsInterlaced">Whether the pixels come in seven passes.</param>
internal sealed record PngLayout(int BitDepth, PngColors Colors, bool IsInterlaced)
{
    /// <summary>Samples a pixel.</summary>
    public int NumSamples => Colors switch
    {
        PngColors.Gray or PngColors.Palette => 1,
        PngColors.GrayAlpha => 2,
        PngColors.Rgb => 3,
        _ => 4,
    };

    /// <summary>Bytes a pixel once samples are whole bytes and indices are colours.</summary>
    public int ExpandedBytes => Colors == PngColors.Palette ? 4 : NumSamples * (BitDepth == 16 ? 2 : 1);
}
