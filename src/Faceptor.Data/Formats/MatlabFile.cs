using System.Buffers.Binary;
using System.IO.Compression;

namespace Faceptor.Data.Formats;

/// <summary>
/// A MATLAB file of version 5 (also written by versions 6 and 7): tables of numbers and cells of texts, plain or
/// compressed. Variables of other kinds, and those that nobody asks for, are passed over.
/// </summary>
/// <remarks>
/// An element is a tag with type and length, then data. A variable is an element that holds elements: flags with its
/// class, dimensions, name, content. Numbers may be stored in a smaller type than that of their class.
/// </remarks>
internal sealed class MatlabFile
{
    private const int HeaderBytes = 128;
    private const int VersionPlace = 124;
    private const ushort Version5 = 0x0100;
    private const ushort Version73 = 0x0200;

    // The one file of this kind that a set has, AFLW's, has some 10 MB.
    private const int MaxFileBytes = 64 << 20;
    private const int MaxInflatedBytes = 64 << 20;

    // Deflate packs at most 1,032 bytes into one.
    private const int MaxInflation = 1032;

    private readonly string _path;
    private readonly Dictionary<string, MatlabVariable> _variables = [];

    private MatlabFile(string path)
    {
        _path = path;
    }

    /// <summary>Reads some variables of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">
    /// The variables that are wanted; those that the file lacks are told when they are asked for.
    /// </param>
    /// <exception cref="DatasetException">The file is missing, damaged or of another version.</exception>
    public static MatlabFile Read(string path, params ReadOnlySpan<string> names)
    {
        var bytes = ReadBytes(path);
        CheckHeader(bytes, path);
        var file = new MatlabFile(path);
        var elements = new MatlabElements(bytes, HeaderBytes, bytes.Length, path, within: null);
        var numInflated = 0L;
        while (elements.TryNext(out var element))
        {
            if (element.Type == MatlabType.Compressed)
            {
                var inflated = Inflate(bytes, element, MaxInflatedBytes - numInflated, path);
                numInflated += inflated.Length;
                var inner = new MatlabElements(inflated, 0, inflated.Length, path, element.Place);
                if (inner.TryNext(out var variable))
                {
                    file.Keep(inner, variable, names);
                }
            }
            else
            {
                file.Keep(elements, element, names);
            }
        }

        return file;
    }

    /// <summary>A variable that is a table of numbers.</summary>
    /// <param name="name">The variable, one of those that were wanted.</param>
    /// <exception cref="DatasetException">The variable is missing, damaged or something else.</exception>
    public MatlabMatrix Matrix(string name) => Variable(name).ToMatrix();

    /// <summary>A variable that is a cell of texts, in the order of the cell.</summary>
    /// <param name="name">The variable, one of those that were wanted.</param>
    /// <exception cref="DatasetException">The variable is missing, damaged or something else.</exception>
    public string[] Texts(string name) => Variable(name).ToTexts();

    /// <summary>Whether the file has a variable of those asked for.</summary>
    public bool Has(string name) => _variables.ContainsKey(name);

    private MatlabVariable Variable(string name) => _variables.TryGetValue(name, out var variable)
        ? variable
        : throw new DatasetException(_path, $"expected a variable '{name}', the file has none; copy the file again.");

    private void Keep(MatlabElements elements, MatlabElement element, ReadOnlySpan<string> names)
    {
        if (element.Type == MatlabType.Matrix)
        {
            var variable = MatlabVariable.Read(elements, element);
            if (variable is not null && names.Contains(variable.Name))
            {
                _variables[variable.Name] = variable;
            }
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using var file = PlainFile.OpenRead(path);
            if (file.Length > MaxFileBytes)
            {
                throw new DatasetException(
                    path,
                    $"expected a MATLAB file of at most {MaxFileBytes >> 20} MB, it has {file.Length >> 20} MB; "
                    + "check that it is the file of the distribution.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"the file cannot be read ({e.Message}); check the dataset's folder layout.", innerException: e);
        }
    }

    private static void CheckHeader(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < HeaderBytes)
        {
            throw new DatasetException(
                path,
                $"offset {bytes.Length}: expected a header of {HeaderBytes} bytes, the file ends; copy it again.");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[VersionPlace..]);
        var order = bytes.Slice(VersionPlace + 2, 2);
        if (version != Version5 || !order.SequenceEqual("IM"u8))
        {
            var found = version == Version73 ? "version 7.3 (HDF5)"
                : order.SequenceEqual("MI"u8) ? "big-endian numbers"
                : $"0x{version:x4} and {Convert.ToHexString(order)}";
            throw new DatasetException(
                path,
                $"offset {VersionPlace}: expected a little-endian MATLAB file of version 5 (0x0100 and 'IM'), "
                + $"{found} is stored; copy the file again, or save it with '-v7' if it was written anew.");
        }
    }

    // The first 8 bytes inside tell how many there are, so that nothing grows without end.
    private static byte[] Inflate(byte[] bytes, MatlabElement element, long maxBytes, string path)
    {
        try
        {
            using var stored = new MemoryStream(bytes, element.Start, element.Length, writable: false);
            using var inflated = new ZLibStream(stored, CompressionMode.Decompress);
            Span<byte> tag = stackalloc byte[MatlabElements.TagBytes];
            inflated.ReadExactly(tag);
            var length = MatlabElements.TagBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(tag[4..]);
            var limit = Math.Min(maxBytes, (long)element.Length * MaxInflation);
            if (length > limit)
            {
                throw Damaged($"expected at most {limit} bytes, {length} are announced", null);
            }

            var result = new byte[length];
            tag.CopyTo(result);
            inflated.ReadExactly(result.AsSpan(MatlabElements.TagBytes));
            return result;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged($"expected a zlib stream of one element, it does not unpack ({e.Message})", e);
        }

        DatasetException Damaged(string problem, Exception? cause) => new(
            path,
            $"offset {element.Place}: compressed element of {element.Length} bytes: {problem}; "
            + "the file is damaged, copy it again.",
            innerException: cause);
    }
}
