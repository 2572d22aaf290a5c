using System.Runtime.InteropServices;
using Faceptor.Imaging.Codecs;
using SkiaSharp;

namespace Faceptor.Imaging.Natives;

/// <summary>Finds the system's libturbojpeg, which is faster than Skia's decoder and never needed.</summary>
/// <remarks>
/// The variable <c>FACEPTOR_TURBOJPEG</c> says <c>off</c>, or the full path of the library; without it the loader looks
/// where the system's libraries are. Windows has no such place that others cannot write to, so there the path counts
/// alone. A library is taken only if it decodes what Skia encodes here to Skia's own pixels.
/// </remarks>
internal static class TurboJpegRuntime
{
    /// <summary>The variable that switches the library off or names it.</summary>
    public const string Variable = "FACEPTOR_TURBOJPEG";

    private const string Off = "off";

    private static readonly Lazy<TurboJpeg?> Found = new(() => Find(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The library; null where there is none, it is switched off, or it does not fit.</summary>
    public static TurboJpeg? Current => Found.Value;

    /// <summary>Looks for the library.</summary>
    /// <param name="setting">What <see cref="Variable"/> says; null or empty for nothing.</param>
    public static TurboJpeg? Find(string? setting)
    {
        if (Off.Equals(setting, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] names = !string.IsNullOrEmpty(setting) ? Path.IsPathFullyQualified(setting) ? [setting] : []
            : OperatingSystem.IsLinux() ? ["libturbojpeg.so.0"]
            : OperatingSystem.IsMacOS() ? ["/opt/homebrew/lib/libturbojpeg.dylib", "/usr/local/lib/libturbojpeg.dylib"]
            : [];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library) && TurboJpeg.Of(library) is { } turbo && GivesTheSame(turbo))
            {
                return turbo;
            }
        }

        return null;
    }

    // Of odd size, so that the last column and row are cut, in the samplings that are taken.
    private static bool GivesTheSame(TurboJpeg turbo)
    {
        const int width = 37;
        const int height = 29;
        var drawn = new RgbImage(width, height);
        for (var i = 0; i < drawn.Pixels.Length; i++)
        {
            drawn.Pixels[i] = (byte)(i * i / 7);
        }

        var rgb = new byte[drawn.Pixels.Length];
        return new[]
        {
            SKJpegEncoderDownsample.Downsample420, SKJpegEncoderDownsample.Downsample422, SKJpegEncoderDownsample.Downsample444,
        }.All(sampling =>
        {
            var jpeg = ImageCodec.EncodeJpeg(drawn, quality: 75, sampling);
            return turbo.TryDecode(jpeg, width, height, rgb)
                && ImageCodec.Decode(jpeg, "drawn", ImageOrientation.AsStored, turbo: null).Pixels.AsSpan().SequenceEqual(rgb);
        });
    }
}
