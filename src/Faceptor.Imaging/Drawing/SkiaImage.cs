using Faceptor.Imaging.Natives;
using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>An image that can be drawn on.</summary>
internal sealed class SkiaImage : IDisposable
{
    private static readonly SKSamplingOptions Smooth = new(SKCubicResampler.Mitchell);
    private static readonly SKSamplingOptions Crisp = new(SKFilterMode.Nearest);

    private readonly SKBitmap _bitmap;

    public SkiaImage(int width, int height)
    {
        SkiaRuntime.Require();
        _bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        Canvas = new SKCanvas(_bitmap);
    }

    public int Width => _bitmap.Width;

    public int Height => _bitmap.Height;

    public SKCanvas Canvas { get; }

    /// <summary>Fills everything with an image: as it is where it fits, enlarged smoothly where it does not.</summary>
    public void DrawPixels(RgbImage image)
    {
        var pixels = new SKColor[image.Width * image.Height];
        for (int target = 0, source = 0; target < pixels.Length; target++, source += 3)
        {
            pixels[target] = new SKColor(image.Pixels[source], image.Pixels[source + 1], image.Pixels[source + 2]);
        }

        Draw(image.Width, image.Height, pixels, (image.Width, image.Height) == (Width, Height) ? Crisp : Smooth);
    }

    /// <summary>Lays translucent pixels over everything, enlarged without mixing colours.</summary>
    public void DrawOver(int width, int height, SKColor[] pixels) => Draw(width, height, pixels, Crisp);

    public RgbImage Read()
    {
        Canvas.Flush();
        var result = new RgbImage(Width, Height);
        var rgba = _bitmap.GetPixelSpan();
        for (int target = 0, source = 0; target < result.Pixels.Length; target += 3, source += 4)
        {
            rgba.Slice(source, 3).CopyTo(result.Pixels.AsSpan(target, 3));
        }

        return result;
    }

    public void Dispose()
    {
        Canvas.Dispose();
        _bitmap.Dispose();
    }

    private void Draw(int width, int height, SKColor[] pixels, SKSamplingOptions sampling)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Pixels = pixels;
        using var image = SKImage.FromBitmap(bitmap);
        Canvas.DrawImage(image, new SKRect(0, 0, Width, Height), sampling);
    }
}
