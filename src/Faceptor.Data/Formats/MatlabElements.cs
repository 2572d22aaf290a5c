using System.Buffers.Binary;

namespace Faceptor.Data.Formats;

/// <summary>Walks over the elements in a part of a MATLAB 5 file, none of which may reach over its end.</summary>
internal sealed class MatlabElements
{
    /// <summary>Length of a tag.</summary>
    public const int TagBytes = 8;

    private const int SmallTagBytes = 4;

    private readonly byte[] _bytes;
    private readonly string _path;
    private readonly int? _within;
    private readonly int _end;
    private int _next;

    /// <summary>Starts at a place.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="start">Where the first element begins.</param>
    /// <param name="end">Where the last one ends.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="within">Place in the file of the compressed element that the bytes come from; null outside.</param>
    public MatlabElements(byte[] bytes, int start, int end, string path, int? within)
    {
        _bytes = bytes;
        _path = path;
        _within = within;
        _end = end;
        _next = start;
    }

    /// <summary>Bytes that are left.</summary>
    public int Remaining => _end - _next;

    /// <summary>The data of an element.</summary>
    public ReadOnlySpan<byte> DataOf(MatlabElement element) => _bytes.AsSpan(element.Start, element.Length);

    /// <summary>The elements inside an element.</summary>
    public MatlabElements Inside(MatlabElement element) => new(_bytes, element.Start, element.End, _path, _within);

    /// <summary>The next element, which must be there.</summary>
    /// <param name="what">What it is, for messages.</param>
    public MatlabElement Next(string what) => TryNext(out var element)
        ? element
        : throw Problem(_next, $"expected {what}, nothing is left");

    /// <summary>The next element; none at the end.</summary>
    public bool TryNext(out MatlabElement element)
    {
        if (Remaining == 0)
        {
            element = default;
            return false;
        }

        if (Remaining < TagBytes)
        {
            throw Problem(_next, $"expected a tag of {TagBytes} bytes, {Remaining} are left");
        }

        var place = _next;
        var word = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(place));

        // Up to four bytes stand in the tag itself; then the upper half of its first word is their number.
        var isSmall = word >> 16 != 0;
        var type = (MatlabType)(isSmall ? word & 0xffff : word);
        var length = isSmall ? word >> 16 : BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(place + 4));
        var start = place + (isSmall ? SmallTagBytes : TagBytes);
        var room = isSmall ? SmallTagBytes : Remaining - TagBytes;
        if (length > room)
        {
            throw Problem(place, $"expected an element of at most {room} bytes, {length} are announced");
        }

        element = new MatlabElement(type, start, (int)length, place);

        // Data is padded to a multiple of 8, but not compressed data; the last padding of a file may be missing.
        var padded = type == MatlabType.Compressed ? length : (length + 7L) / 8 * 8;
        _next = isSmall ? place + TagBytes : (int)Math.Min(start + padded, _end);
        return true;
    }

    /// <summary>A problem at a place.</summary>
    public DatasetException Problem(int place, string problem) => new(
        _path,
        _within is null
            ? $"offset {place}: {problem}; the file is damaged, copy it again."
            : $"offset {_within}, unpacked offset {place}: {problem}; the file is damaged, copy it again.");
}

/// <summary>One element of a MATLAB 5 file.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Start">Place of its data in the bytes that hold it.</param>
/// <param name="Length">Length of its data.</param>
/// <param name="Place">Place of its tag, for messages.</param>
internal readonly record struct MatlabElement(MatlabType Type, int Start, int Length, int Place)
{
    /// <summary>Place behind its data.</summary>
    public int End => Start + Length;
}

/// <summary>Types of elements in MATLAB 5 files, by the numbers in their tags.</summary>
internal enum MatlabType
{
    Int8 = 1,
    UInt8 = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Single = 7,
    Double = 9,
    Int64 = 12,
    UInt64 = 13,
    Matrix = 14,
    Compressed = 15,
    Utf8 = 16,
    Utf16 = 17,
    Utf32 = 18,
}
