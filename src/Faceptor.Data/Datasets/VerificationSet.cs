using Faceptor.Core.Errors;
using Faceptor.Data.Formats;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Pairs of aligned faces, each pair of one person or of two: LFW, CFP-FP, AgeDB-30, CALFW, CPLFW. One <c>.bin</c>
/// file.
/// </summary>
/// <remarks>The encoded pictures stay in memory (LFW: 70 MB). Safe to read from several threads at once.</remarks>
public sealed class VerificationSet
{
    /// <summary>Side of the pictures in pixels.</summary>
    public const int SidePx = 112;

    private readonly string _path;
    private readonly ReadOnlyMemory<byte>[] _images;
    private readonly bool[] _isSame;

    private VerificationSet(string path, ReadOnlyMemory<byte>[] images, bool[] isSame)
    {
        _path = path;
        _images = images;
        _isSame = isSame;
        Name = Path.GetFileNameWithoutExtension(path);
    }

    /// <summary>The file's name without its ending, for example <c>cfp_fp</c>.</summary>
    public string Name { get; }

    /// <summary>Number of pairs P; pair i is pictures 2 i and 2 i + 1.</summary>
    public int NumPairs => _isSame.Length;

    /// <summary>Number of pictures, 2 P.</summary>
    public int NumImages => _images.Length;

    /// <summary>Opens a set.</summary>
    /// <param name="path">The <c>.bin</c> file.</param>
    /// <exception cref="DatasetException">The file is missing or no verification set.</exception>
    public static VerificationSet Open(string path)
    {
        var (images, isSame) = VerificationBin.Read(path);
        return new VerificationSet(path, images, isSame);
    }

    /// <summary>Whether both pictures of a pair show one person.</summary>
    /// <param name="pair">From 0.</param>
    public bool IsSame(int pair) => _isSame[pair];

    /// <summary>Decodes a picture; the mirrored view is up to the caller.</summary>
    /// <param name="index">From 0; pictures 2 i and 2 i + 1 are pair i.</param>
    /// <returns>
    /// 112 pixels wide as stored; a picture of another width is resized so that its shorter side is 112.
    /// </returns>
    /// <exception cref="DatasetException">The picture is broken.</exception>
    /// <remarks>
    /// Our choice: the resize is bicubic with antialiasing; the packers' own library calls several filters by that
    /// number.
    /// </remarks>
    public RgbImage ReadImage(int index)
    {
        var image = ImageCodec.Decode(_images[index].Span, $"{_path}, picture {index}");
        if (image.Width == SidePx)
        {
            return image;
        }

        var shorter = Math.Min(image.Width, image.Height);
        return Resize.BicubicAntialiased(image, image.Width * SidePx / shorter, image.Height * SidePx / shorter);
    }

    internal ReadOnlyMemory<byte> ReadEncoded(int index) => _images[index];
}
