using Faceptor.Imaging.Natives;
using SkiaSharp;

namespace Faceptor.Imaging.Codecs;

/// <summary>An image file that was opened and found small enough, but not decoded.</summary>
internal sealed class EncodedImage : IDisposable
{
    /// <summary>Larger files are read only after their header has been looked at.</summary>
    private const int MaxUnseenBytes = 1 << 20;

    private readonly Func<Stream> _open;
    private readonly nint _start;
    private readonly int _length;

    private EncodedImage(
        SKCodec codec, ImageHeader header, string source, nint start, int length, Func<Stream> open)
    {
        (_start, _length) = (start, length);
        Codec = codec;
        Header = header;
        Source = source;
        _open = open;
    }

    public SKCodec Codec { get; }

    public ImageHeader Header { get; }

    /// <summary>Where the image comes from, for messages.</summary>
    public string Source { get; }

    public int Width => Codec.Info.Width;

    public int Height => Codec.Info.Height;

    /// <summary>Opens a file, and what <paramref name="use"/> makes of it.</summary>
    /// <exception cref="DatasetException">The file cannot be read, is no image, or is too large.</exception>
    public static T Use<T>(string path, Func<EncodedImage, T> use)
    {
        byte[] bytes;
        try
        {
            using var file = PlainFile.OpenRead(path, FileShare.ReadWrite);
            if (file.Length > MaxUnseenBytes)
            {
                ImageLimit.Require(ImageHeader.Read(file), file.Length, path);
                file.Position = 0;
            }

            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path,
                $"the image cannot be read ({e.Message}); check the path and its permissions.",
                innerException: e);
        }

        return Use(bytes, path, use);
    }

    /// <summary>Opens a file in memory, and what <paramref name="use"/> makes of it.</summary>
    /// <exception cref="DatasetException">The bytes are no image, or one that is too large.</exception>
    public static unsafe T Use<T>(ReadOnlySpan<byte> encoded, string source, Func<EncodedImage, T> use)
    {
        if (encoded.IsEmpty)
        {
            throw new DatasetException(source, "the image has no bytes; copy it again from the source.");
        }

        fixed (byte* bytes = encoded)
        {
            var (start, length) = ((nint)bytes, encoded.Length);
            var header = ImageHeader.Read(OpenBytes());
            ImageLimit.Require(header, length, source);
            SkiaRuntime.Require();
            using var data = SKData.Create(start, length);
            using var image = Open(SKCodec.Create(data), header, start, length, source, OpenBytes);
            return use(image);

            Stream OpenBytes() => new UnmanagedMemoryStream((byte*)start, length);
        }
    }

    /// <summary>The file's bytes.</summary>
    public unsafe ReadOnlySpan<byte> Content => new((byte*)_start, _length);

    /// <summary>The file from its beginning; the caller disposes it.</summary>
    public Stream OpenContent() => _open();

    /// <summary>Where the stored pixels go.</summary>
    public PixelTurn TurnFor(ImageOrientation orientation) => new(
        orientation == ImageOrientation.AsStored ? SKEncodedOrigin.TopLeft : Header.Origin ?? Codec.EncodedOrigin,
        Width,
        Height);

    /// <summary>Decodes everything into memory that the caller gives.</summary>
    /// <exception cref="DatasetException">The image is cut off or damaged.</exception>
    public void Decode(SKImageInfo info, nint target) => Require(Codec.GetPixels(info, target));

    /// <summary>Refuses what did not decode to its end.</summary>
    public void Require(SKCodecResult result)
    {
        if (result != SKCodecResult.Success)
        {
            throw Damaged(result.ToString());
        }
    }

    /// <summary>Says that the image is damaged.</summary>
    public DatasetException Damaged(string what, Exception? cause = null) => new(
        Source,
        $"the image ({Width} x {Height}) does not decode to its end ({what}); "
        + "the file is cut off or damaged, copy it again.",
        innerException: cause);

    public void Dispose() => Codec.Dispose();

    private static bool IsLfsPointer(Func<Stream> open)
    {
        var expected = "version https://git-lfs"u8;
        Span<byte> head = stackalloc byte[expected.Length];
        using var stream = open();
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual(expected);
    }

    private static EncodedImage Open(
        SKCodec? codec, ImageHeader? header, nint start, int length, string source, Func<Stream> open)
    {
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png
            or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Bmp or SKEncodedImageFormat.Gif))
        {
            codec?.Dispose();
            throw new DatasetException(
                source,
                IsLfsPointer(open)
                    ? "a pointer of Git LFS stands in place of the image; fetch the image itself: git lfs pull."
                    : "not an image in a known format (JPEG, PNG, WebP, BMP, GIF).");
        }

        try
        {
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if (header is null || (width, height) != (header.Width, header.Height))
            {
                header = ImageHeader.Unknown(width, height) with { Origin = header?.Origin };
                ImageLimit.Require(header, length, source);
            }

            return new EncodedImage(codec, header, source, start, length, open);
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }
}
