using System.Buffers.Text;
using Faceptor.Core.Errors;

namespace Faceptor.Data.Formats;

/// <summary>The index of a RecordIO file: which record starts where. Millions of records, so plain arrays.</summary>
internal sealed class RecordIoIndex
{
    private readonly long[] _keys;         // in the order of the file
    private readonly long[] _sortedKeys;   // the same array when the file's order ascends already
    private readonly long[] _offsets;      // in the order of the sorted keys

    private RecordIoIndex(long[] keys, long[] sortedKeys, long[] offsets)
    {
        _keys = keys;
        _sortedKeys = sortedKeys;
        _offsets = offsets;
    }

    public int Count => _keys.Length;

    public long GetKey(int position) => _keys[position];

    public long? Find(long key)
    {
        var place = Array.BinarySearch(_sortedKeys, key);
        return place < 0 ? null : _offsets[place];
    }

    public static RecordIoIndex Read(string path)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path,
                $"the record index cannot be read ({e.Message}); it belongs next to the .rec file.",
                innerException: e);
        }

        var numLines = text.AsSpan().Count((byte)'\n') + (text.Length > 0 && text[^1] != '\n' ? 1 : 0);
        var keys = new List<long>(numLines);
        var offsets = new List<long>(numLines);
        var line = 0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            line++;
            var end = rest.IndexOf((byte)'\n');
            var current = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (current.IsEmpty)
            {
                continue;
            }

            if (!Utf8Parser.TryParse(current, out long key, out var keyBytes)
                || keyBytes >= current.Length
                || current[keyBytes] != '\t'
                || !Utf8Parser.TryParse(current[(keyBytes + 1)..], out long offset, out var offsetBytes)
                || keyBytes + 1 + offsetBytes != current.Length
                || offset < 0)
            {
                throw new DatasetException(
                    path, "expected a key, a tab and a byte offset; something else stands there.", line);
            }

            keys.Add(key);
            offsets.Add(offset);
        }

        if (keys.Count == 0)
        {
            throw new DatasetException(
                path, "the record index is empty; copy it again or rebuild it from the .rec file.");
        }

        return Create(path, [.. keys], [.. offsets]);
    }

    private static RecordIoIndex Create(string path, long[] keys, long[] offsets)
    {
        var sortedKeys = keys;
        if (!IsAscending(keys))
        {
            sortedKeys = [.. keys];
            Array.Sort(sortedKeys, offsets);
        }

        for (var i = 1; i < sortedKeys.Length; i++)
        {
            if (sortedKeys[i] == sortedKeys[i - 1])
            {
                throw new DatasetException(
                    path, $"key {sortedKeys[i]} stands there twice; every record has a key of its own.");
            }
        }

        return new RecordIoIndex(keys, sortedKeys, offsets);
    }

    private static bool IsAscending(long[] keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i] < keys[i - 1])
            {
                return false;
            }
        }

        return true;
    }
}
