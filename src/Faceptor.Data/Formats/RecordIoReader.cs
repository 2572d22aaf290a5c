using System.Buffers.Binary;

namespace Faceptor.Data.Formats;

/// <summary>Reads records of an indexed RecordIO file (<c>.rec</c> with <c>.idx</c>), any record at any time.</summary>
/// <remarks>
/// Opening reads the index only. The index takes 8 to 12 bytes a record when its keys are 0 to n - 1, 16 to 20
/// otherwise. Readers of one file share its handle. Reading is safe from several threads at once.
/// </remarks>
internal sealed class RecordIoReader : IDisposable
{
    /// <summary>The number that starts every part of a record.</summary>
    internal const uint Magic = 0xced7230a;

    private const int PartHeaderBytes = 8;
    private const int MaxPartBytes = (1 << 29) - 1;

    private static readonly byte[] MagicBytes = [0x0a, 0x23, 0xd7, 0xce];

    private readonly SharedFile _file;
    private readonly RecordIoIndex _index;
    private int _isDisposed;

    /// <summary>Opens a record file and reads its index.</summary>
    /// <param name="recordPath">The <c>.rec</c> file.</param>
    /// <param name="indexPath">The <c>.idx</c> file.</param>
    /// <exception cref="DatasetException">A file is missing, or the index is not one.</exception>
    public RecordIoReader(string recordPath, string indexPath)
    {
        RecordPath = recordPath;
        _index = RecordIoIndex.Read(indexPath);
        try
        {
            _file = SharedFile.Open(recordPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                recordPath, $"the record file cannot be opened ({e.Message}); check the path.", innerException: e);
        }
    }

    /// <summary>The <c>.rec</c> file.</summary>
    public string RecordPath { get; }

    /// <summary>Number of records in the index.</summary>
    public int Count => _index.Count;

    /// <summary>Key of a record.</summary>
    /// <param name="position">Line of the index file, from 0.</param>
    public long GetKey(int position) => _index.GetKey(position);

    /// <summary>Whether a key is in the index.</summary>
    /// <param name="key">The record's key.</param>
    public bool Contains(long key) => _index.Find(key) is not null;

    /// <summary>Reads a record's payload, put together from its parts.</summary>
    /// <param name="key">The record's key.</param>
    /// <exception cref="DatasetException">The key is not in the index, or the record is damaged.</exception>
    public byte[] Read(long key)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var offset = _index.Find(key)
            ?? throw new DatasetException(
                RecordPath,
                $"record {key} is not in the index of {Count} records; .rec and .idx may not belong together.");
        var (flag, payload, next) = ReadPart(key, offset);
        if (flag == 0)
        {
            return payload;
        }

        if (flag != 1)
        {
            throw Damaged(key, offset, $"a record starts with part flag 0 or 1, got {flag}");
        }

        // The writer cut the record wherever its payload held the magic number; put it back between the parts.
        using var whole = new MemoryStream();
        whole.Write(payload);
        while (flag != 3)
        {
            offset = next;
            (flag, payload, next) = ReadPart(key, offset);
            if (flag is not (2 or 3))
            {
                throw Damaged(key, offset, $"a record continues with part flag 2 or 3, got {flag}");
            }

            if (whole.Length + payload.Length > MaxPartBytes)
            {
                throw Damaged(key, offset, "a record is shorter than 2^29 bytes, this one is not");
            }

            whole.Write(MagicBytes);
            whole.Write(payload);
        }

        return whole.ToArray();
    }

    /// <summary>Reads a record as labels and image.</summary>
    /// <param name="key">The record's key.</param>
    /// <exception cref="DatasetException">The key is not in the index, or the record is damaged.</exception>
    public ImageRecord ReadImage(long key) => ImageRecord.Parse(Read(key), $"{RecordPath}, record {key}");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _file.Dispose();
        }
    }

    private (int Flag, byte[] Payload, long Next) ReadPart(long key, long offset)
    {
        using var access = Borrow();
        Span<byte> header = stackalloc byte[PartHeaderBytes];
        if (offset < 0
            || offset > _file.Length - PartHeaderBytes
            || RandomAccess.Read(access.Handle, header, offset) != PartHeaderBytes)
        {
            throw Damaged(key, offset, $"8 bytes of part header were expected, the file ends at {_file.Length}");
        }

        var magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (magic != Magic)
        {
            throw Damaged(key, offset, $"the magic number 0x{Magic:x8} was expected, got 0x{magic:x8}");
        }

        var word = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var flag = (int)(word >> 29);
        var length = (int)(word & MaxPartBytes);
        var start = offset + PartHeaderBytes;
        if (length > _file.Length - start)
        {
            throw Damaged(key, offset, $"{length} bytes of data were expected, {_file.Length - start} are left");
        }

        var payload = new byte[length];
        for (var filled = 0; filled < length;)
        {
            var read = RandomAccess.Read(access.Handle, payload.AsSpan(filled), start + filled);
            if (read == 0)
            {
                throw Damaged(key, offset, $"{length} bytes of data were expected, got {filled}");
            }

            filled += read;
        }

        return (flag, payload, start + length + ((4 - (length & 3)) & 3));
    }

    private SharedFile.Access Borrow()
    {
        try
        {
            return _file.Borrow();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                RecordPath, $"the record file cannot be opened ({e.Message}); check the path.", innerException: e);
        }
    }

    private DatasetException Damaged(long key, long offset, string problem) =>
        new(
            RecordPath,
            $"record {key} at byte {offset}: {problem}; "
            + "the file is cut off or does not belong to its .idx, copy both again.");
}
