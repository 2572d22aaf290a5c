using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using PureHDF;

namespace Faceptor.Data.Formats;

/// <summary>
/// Stands between PureHDF and a file. PureHDF believes what a file says about itself: a broken length makes it ask for
/// gigabytes, a pointer to itself sends it around for ever. The guard knows the few structures that MATLAB writes, sees
/// the numbers that become lengths before PureHDF does, and keeps count of reads, stack and memory.
/// </summary>
/// <remarks>
/// What it lets through is what MATLAB v7.3 files hold: superblock 0, groups with symbol tables, object headers of
/// version 1. Messages that no reader of ours needs (attributes, fill values, time stamps, links to other files) are
/// shown to PureHDF as empty ones.
/// </remarks>
internal sealed class Hdf5Guard : Stream, IDatasetStream
{
    private const int MaxElementBytes = 1 << 16;

    // A walk over all objects of a cell takes some 60 reads and 14 KB for each; the smallest has 480 bytes in the file.
    private const int FreeReads = 100_000;
    private const long FreeAllocatedBytes = 192L << 20;
    private const int AllocatedPerByte = 64;

    private const int HeaderPrefixBytes = 16;
    private const int MessagePrefixBytes = 8;
    private const int LayoutVersion = 3;
    private const int EndAddressPlace = 40; // In the superblock.

    private readonly FileStream _file;
    private readonly string _path;
    private readonly long _maxReads;
    private readonly long _maxAllocatedBytes;
    private readonly long _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
    private long _numReads;

    // Where the file's structures lie that are being read; -1 when there is none.
    private long _jump = -1;
    private long _message = -1;
    private long _nextMessage = -1;
    private long _heap = -1;
    private bool _isInTree;
    private MessageType _type;

    public Hdf5Guard(string path)
    {
        _path = path;
        _file = PlainFile.OpenRead(path);
        _maxReads = FreeReads + _file.Length;
        _maxAllocatedBytes = FreeAllocatedBytes + (AllocatedPerByte * _file.Length);
    }

    // Numbers of the message types that are needed; every other one is hidden.
    private enum MessageType : ushort
    {
        Hidden = 0x00,
        Dataspace = 0x01,
        Datatype = 0x03,
        Layout = 0x08,
        FilterPipeline = 0x0b,
        Continuation = 0x10,
        SymbolTable = 0x11,
    }

    /// <summary>Where HDF5 begins in the file: behind MATLAB's own header. Addresses count from here.</summary>
    public long BaseAddress { get; private set; }

    /// <summary>The address of the object header that was read last, as references give it.</summary>
    public ulong LastObject { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    public override int Read(Span<byte> buffer)
    {
        Count();
        var start = _file.Position;
        var numBytes = _file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (numBytes == buffer.Length)
        {
            Inspect(start, buffer);
        }

        return numBytes;
    }

    /// <summary>Reads elements of a data set, which are not part of the file's structure.</summary>
    public void ReadDataset(Span<byte> buffer)
    {
        Count();
        _file.ReadExactly(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = origin == SeekOrigin.Begin ? offset : _file.Position + offset;
        if (position < 0 || position > Length)
        {
            throw Problem(_file.Position, string.Create(
                CultureInfo.InvariantCulture, $"expected an address below {Length}, {position} is stored"));
        }

        _jump = position;
        _heap = -1;
        _isInTree = false;
        return _file.Seek(position, SeekOrigin.Begin);
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Count()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_numReads > _maxReads
            || GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore > _maxAllocatedBytes)
        {
            throw Problem(
                _file.Position, "the file's structures lead in circles or pretend to be larger than the file");
        }
    }

    private void Inspect(long start, Span<byte> bytes)
    {
        var isFirst = start == _jump;
        _jump = -1;
        switch (bytes.Length)
        {
            case 1:
                InspectByte(start, bytes[0], isFirst);
                break;
            case 2:
                InspectMessagePrefix(start, bytes, isFirst);
                break;
            case 4:
                InspectInt32(start, bytes, isFirst);
                break;
            case 8 when bytes.SequenceEqual(Signature):
                BaseAddress = start;
                break;
            case 8 when start == BaseAddress + EndAddressPlace:
                RequireWhole(BinaryPrimitives.ReadUInt64LittleEndian(bytes), start);
                break;
            case 8 when start == _heap + MessagePrefixBytes && _heap >= 0:
                RequireAtMost(Length, BinaryPrimitives.ReadUInt64LittleEndian(bytes), start);
                break;
        }
    }

    private void InspectByte(long start, byte value, bool isFirst)
    {
        if (isFirst)
        {
            if (value != 1)
            {
                throw Problem(start, $"expected an object header of version 1, {value} is stored");
            }

            LastObject = (ulong)(start - BaseAddress);
            _nextMessage = start + HeaderPrefixBytes;
        }
        else if (_type == MessageType.Layout && start == _message + MessagePrefixBytes && value != LayoutVersion)
        {
            throw Problem(start, $"expected a data layout of version {LayoutVersion}, {value} is stored");
        }
    }

    // A message is its type, the size of its body, flags and the body. One that follows a jump continues a header.
    private void InspectMessagePrefix(long start, Span<byte> bytes, bool isFirst)
    {
        var value = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (isFirst || start == _nextMessage)
        {
            _message = start;
            _type = Enum.IsDefined((MessageType)value) ? (MessageType)value : MessageType.Hidden;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)_type);
        }
        else if (start == _message + 2)
        {
            _nextMessage = _message + MessagePrefixBytes + value;
        }
    }

    private void InspectInt32(long start, ReadOnlySpan<byte> bytes, bool isFirst)
    {
        if (isFirst)
        {
            _isInTree = bytes.SequenceEqual("TREE"u8);
            _heap = bytes.SequenceEqual("HEAP"u8) ? start : -1;
            return;
        }

        var value = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (_isInTree)
        {
            RequireAtMost(Length, value, start); // The stored size of a chunk.
        }
        else if (_type == MessageType.Datatype && start > _message && start < _nextMessage)
        {
            RequireAtMost(MaxElementBytes, value, start);
        }
    }

    private void RequireWhole(ulong end, long start)
    {
        if (end > (ulong)Length)
        {
            throw Problem(start, string.Create(
                CultureInfo.InvariantCulture, $"expected a file of {end} bytes, it has {Length}"));
        }
    }

    private void RequireAtMost(long limit, ulong value, long start)
    {
        if (value > (ulong)limit)
        {
            throw Problem(start, string.Create(
                CultureInfo.InvariantCulture, $"expected a size of at most {limit} bytes, {value} is stored"));
        }
    }

    private DatasetException Problem(long offset, string problem) => new(
        _path,
        string.Create(
            CultureInfo.InvariantCulture, $"offset {offset}: {problem}; the file is damaged, copy it again."));
}
