using System.IO.Compression;
using PureHDF.Filters;

namespace Faceptor.Data.Formats;

/// <summary>
/// HDF5's deflate filter, which stops at the size of a chunk. The one that PureHDF brings lets a few bytes grow
/// without end.
/// </summary>
internal sealed class Hdf5Inflate : IH5Filter
{
    public ushort FilterId => DeflateFilter.Id;

    public string Name => "deflate";

    public unsafe Memory<byte> Filter(FilterInfo info)
    {
        if (!info.Flags.HasFlag(H5FilterFlags.Decompress))
        {
            throw new NotSupportedException("HDF5 files are only read here.");
        }

        var chunk = new byte[info.ChunkSize];
        using var pin = info.Buffer.Pin();
        using var stored = new UnmanagedMemoryStream((byte*)pin.Pointer, info.Buffer.Length);
        using var inflated = new ZLibStream(stored, CompressionMode.Decompress);
        inflated.ReadExactly(chunk);
        return inflated.ReadByte() < 0
            ? chunk
            : throw new InvalidDataException($"a chunk of {info.ChunkSize} bytes was expected, more are stored");
    }

    public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) =>
        throw new NotSupportedException("HDF5 files are only read here.");
}
