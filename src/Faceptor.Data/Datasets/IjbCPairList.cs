using System.Buffers.Text;
using System.Collections;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>Millions of pairs of templates in plain arrays.</summary>
internal sealed class IjbCPairList
{
    private readonly int[] _templates; // two a pair
    private readonly BitArray _isSame;

    private IjbCPairList(int[] templates, BitArray isSame)
    {
        _templates = templates;
        _isSame = isSame;
    }

    public int Count => _isSame.Length;

    public IjbCPair this[int index] => new(_templates[2 * index], _templates[(2 * index) + 1], _isSame[index]);

    /// <summary>Reads lines of two templates and 1 (one identity) or 0.</summary>
    public static IjbCPairList Read(string path)
    {
        var count = ByteLines.CountFilled(path);
        if (count == 0)
        {
            throw new DatasetException(path, "expected pairs of templates, the list is empty; copy it again.");
        }

        var templates = new int[2 * count];
        var isSame = new BitArray(count);
        using var lines = new ByteLines(path);
        for (var i = 0; i < count && lines.TryRead(out var line); i++)
        {
            if (!TryTake(ref line, out templates[2 * i])
                || !TryTake(ref line, out templates[(2 * i) + 1])
                || !TryTake(ref line, out var label)
                || label is not (0 or 1)
                || !line.IsEmpty)
            {
                throw new DatasetException(
                    path, "expected two templates and 1 or 0, something else stands there; correct it.", lines.Number);
            }

            isSame[i] = label == 1;
        }

        return new IjbCPairList(templates, isSame);
    }

    // A number and the blanks around it.
    private static bool TryTake(ref ReadOnlySpan<byte> line, out int number)
    {
        line = line.TrimStart(" \t"u8);
        if (!Utf8Parser.TryParse(line, out number, out var length)
            || (length < line.Length && line[length] is not ((byte)' ' or (byte)'\t')))
        {
            return false;
        }

        line = line[length..].TrimStart(" \t"u8);
        return true;
    }
}
