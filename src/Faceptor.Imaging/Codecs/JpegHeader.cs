using System.Buffers.Binary;

namespace Faceptor.Imaging.Codecs;

/// <summary>Size of a JPEG file, and whether its coefficients have to be kept until the last scan.</summary>
internal static class JpegHeader
{
    private const int StartOfScan = 0xda;
    private const int EndOfImage = 0xd9;

    /// <summary>Numbers of an 8 x 8 block, two bytes each.</summary>
    private const int BlockBytes = 128;

    /// <summary>Our choice: markers and stray bytes before the first scan, beyond which nobody looks further.</summary>
    private const int MaxSteps = 1 << 16;

    /// <summary>Rows that are decoded at a time, and those that upsampling keeps, as R G B A and planes.</summary>
    private const int RowBytesPerColumn = 512;

    /// <summary>Reads up to the first scan.</summary>
    /// <param name="stream">A JPEG file, anywhere.</param>
    /// <returns>Null where no frame comes before the first scan.</returns>
    public static ImageHeader? Read(Stream stream)
    {
        stream.Position = 2;
        Frame? frame = null;
        Span<byte> two = stackalloc byte[2];
        for (var step = 0; step < MaxSteps; step++)
        {
            var marker = NextMarker(stream);
            if (marker is 0x01 or (>= 0xd0 and <= 0xd8))
            {
                continue;
            }

            if (marker == EndOfImage)
            {
                return null;
            }

            stream.ReadExactly(two);
            var length = BinaryPrimitives.ReadUInt16BigEndian(two) - 2;
            if (marker == StartOfScan)
            {
                return frame?.ToHeader(numScanComponents: stream.ReadByte());
            }

            var end = stream.Position + Math.Max(length, 0);
            // C4, C8 and CC are tables; all others from C0 on are frames.
            if (frame is null && marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                frame = Frame.Read(stream, marker);
            }

            stream.Position = Math.Min(stream.Length, end);
        }

        return null;
    }

    private static int NextMarker(Stream stream)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var value = ReadByte(stream);
            if (value != 0xff)
            {
                continue;
            }

            for (var fill = 0; value == 0xff && fill < MaxSteps; fill++)
            {
                value = ReadByte(stream);
            }

            if (value != 0)
            {
                return value;
            }
        }

        return EndOfImage;
    }

    private static int ReadByte(Stream stream) =>
        stream.ReadByte() is var value and >= 0 ? value : throw new EndOfStreamException();

    private sealed record Frame(int Width, int Height, int Marker, byte[] Samplings)
    {
        private bool IsProgressive => (Marker & 3) == 2;

        public static Frame Read(Stream stream, int marker)
        {
            Span<byte> fixedPart = stackalloc byte[6];
            stream.ReadExactly(fixedPart);
            var height = BinaryPrimitives.ReadUInt16BigEndian(fixedPart[1..]);
            var width = BinaryPrimitives.ReadUInt16BigEndian(fixedPart[3..]);
            var samplings = new byte[fixedPart[5]];
            Span<byte> component = stackalloc byte[3];
            for (var i = 0; i < samplings.Length; i++)
            {
                stream.ReadExactly(component);
                samplings[i] = component[1];
            }

            return new Frame(width, height, marker, samplings);
        }

        public ImageHeader ToHeader(int numScanComponents)
        {
            var isKept = IsProgressive || numScanComponents < Samplings.Length;
            var kind = (IsProgressive ? "progressive " : isKept ? "multi-scan " : string.Empty)
                + (Samplings.Length == 4 ? "CMYK JPEG" : "JPEG");
            return new ImageHeader(
                kind, Width, Height, ((long)Width * RowBytesPerColumn) + (isKept ? CoefficientBytes() : 0))
            {
                IsUsualJpeg = Marker is 0xc0 or 0xc1 or 0xc2,
            };
        }

        private long CoefficientBytes()
        {
            if (Samplings.Length == 0)
            {
                return 0;
            }

            var (across, down) = (Samplings.Max(one => one >> 4), Samplings.Max(one => one & 15));
            var numUnits = (long)Ceiling(Width, 8 * Math.Max(across, 1)) * Ceiling(Height, 8 * Math.Max(down, 1));
            return numUnits * Samplings.Sum(one => (one >> 4) * (one & 15)) * BlockBytes;
        }

        private static int Ceiling(int length, int unit) => (length + unit - 1) / unit;
    }
}
