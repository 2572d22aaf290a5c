namespace Faceptor.Imaging.Codecs;

/// <summary>How large an image may be.</summary>
internal static class ImageLimit
{
    private const int RgbBytes = 3;

    /// <summary>Refuses an image that is too large, by its header.</summary>
    /// <param name="header">The header; null where only the codec library understands it.</param>
    /// <param name="numBytesHeld">Bytes of the file that are in memory.</param>
    /// <param name="source">Where the image comes from, for messages.</param>
    /// <exception cref="DatasetException">
    /// There are more than <see cref="ImageCodec.MaxPixels"/>, a side is longer than
    /// <see cref="ImageCodec.MaxSidePx"/>, or decoding takes more than
    /// <see cref="ImageCodec.MaxDecodingBytes"/>, or the header has a problem of its own.
    /// </exception>
    public static void Require(ImageHeader? header, long numBytesHeld, string source)
    {
        if (header is null)
        {
            if (numBytesHeld > ImageCodec.MaxDecodingBytes)
            {
                throw new DatasetException(
                    source,
                    $"expected an image of at most {Megabytes(ImageCodec.MaxDecodingBytes)} MB, a file of "
                    + $"got {Megabytes(numBytesHeld)} MB whose header says nothing; check that it is an image.");
            }

            return;
        }

        var numPixels = (long)header.Width * header.Height;
        if (Math.Max(header.Width, header.Height) > ImageCodec.MaxSidePx && numPixels <= ImageCodec.MaxPixels)
        {
            throw new DatasetException(
                source,
                $"expected an image with sides of at most {ImageCodec.MaxSidePx} pixels, its header says "
                + $"{header.Width} x {header.Height}; cut it into parts first.");
        }

        if (numPixels > ImageCodec.MaxPixels)
        {
            throw new DatasetException(
                source,
                $"expected an image of at most {ImageCodec.MaxPixels} pixels, its header says {header.Width} x "
                + $"{header.Height}; scale it down first, or copy it again if that is not its size.");
        }

        if (header.Problem is { } problem)
        {
            throw new DatasetException(source, $"{problem}.");
        }

        var needed = (numPixels * RgbBytes) + header.CodecBytes + numBytesHeld;
        if (needed > ImageCodec.MaxDecodingBytes)
        {
            throw new DatasetException(
                source,
                $"expected an image that takes at most {Megabytes(ImageCodec.MaxDecodingBytes)} MB to decode, "
                + $"this one, {header.Kind} of {header.Width} x {header.Height}, takes about {Megabytes(needed)} MB; "
                + "scale it down, or save it as a JPEG that is not progressive.");
        }
    }

    private static long Megabytes(long bytes) => bytes / 1_000_000;
}
