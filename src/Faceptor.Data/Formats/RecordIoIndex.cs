using System.Buffers.Text;

namespace Faceptor.Data.Formats;

/// <summary>The index of a RecordIO file: which record starts where. Millions of records, so plain arrays.</summary>
/// <remarks>
/// The file is read twice, once to count and once to fill arrays of the right size. Keys 0 to n - 1 in any order take
/// 8 bytes a record, and 4 more unless they ascend; other keys take 20.
/// </remarks>
internal sealed class RecordIoIndex
{
    private readonly long[] _offsets;
    private readonly long[]? _keys;  // ascending, beside the offsets; null when they are the places 0 to n - 1
    private readonly int[]? _places; // of the file's lines among the offsets; null when the keys ascend in the file

    private RecordIoIndex(long[] offsets, long[]? keys, int[]? places)
    {
        _offsets = offsets;
        _keys = keys;
        _places = places;
    }

    public int Count => _offsets.Length;

    /// <summary>Key of a line of the file, from 0.</summary>
    public long GetKey(int position)
    {
        var place = _places is null ? position : _places[position];
        return _keys is null ? place : _keys[place];
    }

    /// <summary>Offset of a record; null when the key is not there.</summary>
    public long? Find(long key)
    {
        if (_keys is null)
        {
            return key >= 0 && key < _offsets.Length ? _offsets[key] : null;
        }

        var place = Array.BinarySearch(_keys, key);
        return place < 0 ? null : _offsets[place];
    }

    public static RecordIoIndex Read(string path)
    {
        var count = ByteLines.CountFilled(path);
        if (count == 0)
        {
            throw new DatasetException(
                path, "the record index is empty; copy it again or rebuild it from the .rec file.");
        }

        return ReadDense(path, count) ?? ReadSparse(path, count);
    }

    // Null when the keys are not 0 to n - 1.
    private static RecordIoIndex? ReadDense(string path, int count)
    {
        const long unknown = -1;
        var offsets = new long[count];
        Array.Fill(offsets, unknown);
        int[]? places = null;
        using var lines = new ByteLines(path);
        for (var position = 0; lines.TryRead(out var line); position++)
        {
            var (key, offset) = Parse(line, path, lines.Number);
            if (key < 0 || key >= count || offsets[key] != unknown)
            {
                return null;
            }

            offsets[key] = offset;
            if (places is null && key != position)
            {
                places = new int[count];
                for (var i = 0; i < position; i++)
                {
                    places[i] = i;
                }
            }

            if (places is not null)
            {
                places[position] = (int)key;
            }
        }

        return new RecordIoIndex(offsets, null, places);
    }

    private static RecordIoIndex ReadSparse(string path, int count)
    {
        var keys = new long[count];
        var offsets = new long[count];
        var isAscending = true;
        using (var lines = new ByteLines(path))
        {
            for (var position = 0; position < count && lines.TryRead(out var line); position++)
            {
                (keys[position], offsets[position]) = Parse(line, path, lines.Number);
                isAscending &= position == 0 || keys[position - 1] < keys[position];
            }
        }

        if (isAscending)
        {
            return new RecordIoIndex(offsets, keys, null);
        }

        var lineOf = new int[count]; // of each place
        for (var i = 0; i < count; i++)
        {
            lineOf[i] = i;
        }

        Array.Sort(keys, lineOf);
        for (var place = 1; place < count; place++)
        {
            if (keys[place] == keys[place - 1])
            {
                throw new DatasetException(
                    path,
                    $"key {keys[place]} stands there twice; every record has a key of its own, copy the file again.");
            }
        }

        var sortedOffsets = new long[count];
        var places = new int[count];
        for (var place = 0; place < count; place++)
        {
            sortedOffsets[place] = offsets[lineOf[place]];
            places[lineOf[place]] = place;
        }

        return new RecordIoIndex(sortedOffsets, keys, places);
    }

    private static (long Key, long Offset) Parse(ReadOnlySpan<byte> line, string path, int number) =>
        Utf8Parser.TryParse(line, out long key, out var keyBytes)
        && keyBytes < line.Length
        && line[keyBytes] == '\t'
        && Utf8Parser.TryParse(line[(keyBytes + 1)..], out long offset, out var offsetBytes)
        && keyBytes + 1 + offsetBytes == line.Length
        && offset >= 0
            ? (key, offset)
            : throw new DatasetException(
                path,
                "expected a key, a tab and a byte offset; something else stands there, copy the index again.",
                number);
}
