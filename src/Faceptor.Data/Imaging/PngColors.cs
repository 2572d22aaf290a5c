namespace Faceptor.Data.Imaging;

/// <summary>Which samples make up a pixel of a PNG file, with the numbers of its header.</summary>
internal enum PngColors
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}
