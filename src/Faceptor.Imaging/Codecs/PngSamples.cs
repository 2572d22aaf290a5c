using System.Buffers.Binary;
using System.IO.Compression;

namespace Faceptor.Imaging.Codecs;

/// <summary>
/// The numbers in a PNG file of grey values or indices, as they are stored, with any number of bits.
/// </summary>
internal static class PngSamples
{
    /// <summary>First column and row of each pass of an interlaced file, and the steps between its pixels.</summary>
    private static readonly (int X, int Y, int AcrossStep, int DownStep)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Reads the first sample of every pixel.</summary>
    /// <exception cref="DatasetException">The file is damaged, or a value is above 255.</exception>
    public static byte[] Read(EncodedImage image)
    {
        var values = new byte[image.Width * image.Height];
        try
        {
            using var content = image.OpenContent();
            using var chunks = new PngPixelChunks(content);
            using var inflated = new ZLibStream(chunks, CompressionMode.Decompress);
            (int X, int Y, int AcrossStep, int DownStep)[] passes =
                image.Header.Png!.IsInterlaced ? Passes : [(0, 0, 1, 1)];
            foreach (var pass in passes)
            {
                ReadPass(image, inflated, values, pass);
            }

            // Behind the last row stands the checksum of all of them.
            _ = inflated.ReadByte();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw image.Damaged("pixels are missing or wrong", e);
        }

        return values;
    }

    private static void ReadPass(
        EncodedImage image,
        ZLibStream inflated,
        byte[] values,
        (int X, int Y, int AcrossStep, int DownStep) pass)
    {
        var layout = image.Header.Png!;
        var numColumns = (image.Width - pass.X + pass.AcrossStep - 1) / pass.AcrossStep;
        if (numColumns <= 0)
        {
            return;
        }

        var bits = layout.BitDepth * layout.NumSamples;
        var rowBytes = (int)((((long)numColumns * bits) + 7) / 8);
        // As many zeros before each row as a pixel has bytes, so that the first pixel has a left neighbour.
        var pixelBytes = Math.Max(1, bits / 8);
        var (row, above) = (new byte[pixelBytes + rowBytes], new byte[pixelBytes + rowBytes]);
        for (var y = pass.Y; y < image.Height; y += pass.DownStep)
        {
            var filter = inflated.ReadByte();
            inflated.ReadExactly(row.AsSpan(pixelBytes));
            if (!TryUnfilter(filter, row, above, pixelBytes))
            {
                throw new InvalidDataException($"filter {filter}");
            }

            var to = (y * image.Width) + pass.X;
            for (var column = 0; column < numColumns; column++, to += pass.AcrossStep)
            {
                values[to] = Sample(image, row.AsSpan(pixelBytes), column, layout, to);
            }

            (row, above) = (above, row);
        }
    }

    private static byte Sample(
        EncodedImage image, ReadOnlySpan<byte> row, int column, PngLayout layout, int place)
    {
        if (layout.BitDepth == 8)
        {
            return row[column * layout.NumSamples];
        }

        if (layout.BitDepth < 8)
        {
            var bit = column * layout.BitDepth;
            return (byte)((row[bit >> 3] >> (8 - layout.BitDepth - (bit & 7))) & ((1 << layout.BitDepth) - 1));
        }

        var value = BinaryPrimitives.ReadUInt16BigEndian(row[(column * layout.NumSamples * 2)..]);
        return value <= byte.MaxValue
            ? (byte)value
            : throw new DatasetException(
                image.Source,
                $"expected values from 0 to 255, got {value} at ({place % image.Width}, {place / image.Width}) "
                + "of this 16-bit mask; write it as a grey PNG of 8 bits, a class a level.");
    }

    private static bool TryUnfilter(int filter, byte[] row, byte[] above, int pixelBytes)
    {
        if (filter is < 0 or > 4)
        {
            return false;
        }

        for (var i = pixelBytes; filter > 0 && i < row.Length; i++)
        {
            int left = row[i - pixelBytes], up = above[i], upperLeft = above[i - pixelBytes];
            row[i] += (byte)(filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => Nearest(left, up, upperLeft),
            });
        }

        return true;
    }

    // Paeth: the neighbour that is nearest to left + up - upper left.
    private static int Nearest(int left, int up, int upperLeft)
    {
        var (toLeft, toUp) = (Math.Abs(up - upperLeft), Math.Abs(left - upperLeft));
        var toUpperLeft = Math.Abs(left + up - (2 * upperLeft));
        return toLeft <= toUp && toLeft <= toUpperLeft ? left : toUp <= toUpperLeft ? up : upperLeft;
    }
}
