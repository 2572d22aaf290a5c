using System.Runtime.InteropServices;
using System.Text;

namespace Faceptor.Data.Formats;

/// <summary>A variable of a MATLAB 5 file. Its content is read when it is asked for.</summary>
internal sealed class MatlabVariable
{
    private const int FlagsBytes = 8;
    private const byte CellClass = 1;
    private const byte CharClass = 4;
    private const byte FirstNumberClass = 6;
    private const byte LastNumberClass = 15;
    private const byte ComplexFlag = 0x08;

    // They make 32 MB. The largest table of the sets in question, AFLW's points, has 0.9 million.
    private const int MaxNumbers = 4 << 20;

    private readonly MatlabElements _content;
    private readonly MatlabElement _element;
    private readonly byte _class;
    private readonly bool _isComplex;
    private readonly int[] _dimensions;

    private MatlabVariable(
        MatlabElements content, MatlabElement element, string name, byte kind, bool isComplex, int[] dimensions)
    {
        _content = content;
        _element = element;
        Name = name;
        _class = kind;
        _isComplex = isComplex;
        _dimensions = dimensions;
    }

    /// <summary>The variable's name; empty inside a cell.</summary>
    public string Name { get; }

    /// <summary>Reads what stands before the content.</summary>
    /// <param name="elements">What holds the element.</param>
    /// <param name="element">An element of type matrix.</param>
    /// <returns>Null for objects and functions, which are built differently.</returns>
    public static MatlabVariable? Read(MatlabElements elements, MatlabElement element)
    {
        var content = elements.Inside(element);
        var flags = content.Next("the variable's flags");
        if (flags is not { Type: MatlabType.UInt32, Length: FlagsBytes })
        {
            throw content.Problem(
                flags.Place,
                $"expected {FlagsBytes} bytes of flags, {flags.Length} bytes of type {(int)flags.Type} are stored");
        }

        var (kind, bits) = (content.DataOf(flags)[0], content.DataOf(flags)[1]);
        if (kind is < CellClass or > LastNumberClass)
        {
            return null;
        }

        var dimensions = content.Next("the variable's dimensions");
        if (dimensions.Type != MatlabType.Int32)
        {
            throw content.Problem(
                dimensions.Place,
                $"expected dimensions of type {(int)MatlabType.Int32}, type {(int)dimensions.Type} is stored");
        }

        var sizes = MemoryMarshal.Cast<byte, int>(content.DataOf(dimensions)).ToArray();
        if (sizes.Any(size => size < 0))
        {
            throw content.Problem(
                dimensions.Place, $"expected dimensions of 0 or more, {Text(sizes)} are stored");
        }

        var name = Encoding.Latin1.GetString(content.DataOf(content.Next("the variable's name")));
        return new MatlabVariable(content, element, name, kind, (bits & ComplexFlag) != 0, sizes);
    }

    /// <summary>The variable as a table of numbers.</summary>
    public MatlabMatrix ToMatrix()
    {
        if (_class is < FirstNumberClass or > LastNumberClass || _isComplex
            || _dimensions is not [var rows, var columns])
        {
            throw Problem("a table of numbers");
        }

        var content = _content.Inside(_element);
        Skip(content);
        var data = content.Next("numbers");
        if ((long)rows * columns > MaxNumbers)
        {
            throw content.Problem(
                data.Place, $"expected at most {MaxNumbers} numbers, {rows} x {columns} are announced");
        }

        // Before room is taken for them: there may be more than the dimensions say.
        var numStored = data.Length / SizeOf(content, data);
        return numStored == rows * columns
            ? new MatlabMatrix(rows, columns, Numbers(content, data))
            : throw content.Problem(data.Place, $"expected {rows} x {columns} numbers, {numStored} are stored");
    }

    /// <summary>The variable as a cell of texts, in the order of the cell.</summary>
    public string[] ToTexts()
    {
        // A cell's element needs at least its own tag, so that no count can ask for more than the file justifies.
        var count = _dimensions.Aggregate(1L, (product, size) => Math.Min(product * size, int.MaxValue));
        if (_class != CellClass || count > _element.Length / MatlabElements.TagBytes)
        {
            throw Problem("a cell of texts");
        }

        var content = _content.Inside(_element);
        Skip(content);
        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++)
        {
            var item = content.Next($"item {i} of the cell");
            texts[i] = item.Type == MatlabType.Matrix && Read(content, item) is { } text
                ? text.ToText()
                : throw content.Problem(
                    item.Place, $"item {i} of the cell: expected a text, type {(int)item.Type} is stored");
        }

        return texts;
    }

    private string ToText()
    {
        if (_class != CharClass)
        {
            throw Problem("a text");
        }

        var content = _content.Inside(_element);
        Skip(content);
        if (!content.TryNext(out var data))
        {
            return string.Empty;
        }

        return data.Type switch
        {
            MatlabType.Utf8 or MatlabType.UInt8 or MatlabType.Int8 => Encoding.UTF8.GetString(content.DataOf(data)),
            MatlabType.Utf16 or MatlabType.UInt16 => Encoding.Unicode.GetString(content.DataOf(data)),
            MatlabType.Utf32 => Encoding.UTF32.GetString(content.DataOf(data)),
            _ => throw content.Problem(data.Place, $"expected characters, type {(int)data.Type} is stored"),
        };
    }

    private static int SizeOf(MatlabElements content, MatlabElement data) => data.Type switch
    {
        MatlabType.Int8 or MatlabType.UInt8 => 1,
        MatlabType.Int16 or MatlabType.UInt16 => 2,
        MatlabType.Int32 or MatlabType.UInt32 or MatlabType.Single => 4,
        MatlabType.Int64 or MatlabType.UInt64 or MatlabType.Double => 8,
        _ => throw content.Problem(data.Place, $"expected numbers, type {(int)data.Type} is stored"),
    };

    private static double[] Numbers(MatlabElements content, MatlabElement data)
    {
        var bytes = content.DataOf(data);
        return data.Type switch
        {
            MatlabType.Int8 => Convert<sbyte>(bytes, value => value),
            MatlabType.UInt8 => Convert<byte>(bytes, value => value),
            MatlabType.Int16 => Convert<short>(bytes, value => value),
            MatlabType.UInt16 => Convert<ushort>(bytes, value => value),
            MatlabType.Int32 => Convert<int>(bytes, value => value),
            MatlabType.UInt32 => Convert<uint>(bytes, value => value),
            MatlabType.Int64 => Convert<long>(bytes, value => value),
            MatlabType.UInt64 => Convert<ulong>(bytes, value => value),
            MatlabType.Single => Convert<float>(bytes, value => value),
            MatlabType.Double => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
            _ => throw content.Problem(data.Place, $"expected numbers, type {(int)data.Type} is stored"),
        };
    }

    private static double[] Convert<T>(ReadOnlySpan<byte> bytes, Func<T, double> convert)
        where T : unmanaged
    {
        var stored = MemoryMarshal.Cast<byte, T>(bytes);
        var values = new double[stored.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = convert(stored[i]);
        }

        return values;
    }

    // Flags, dimensions and name have been read before.
    private static void Skip(MatlabElements content)
    {
        for (var i = 0; i < 3; i++)
        {
            content.Next("the variable's flags, dimensions and name");
        }
    }

    private DatasetException Problem(string wanted) => _content.Problem(
        _element.Place,
        $"'{MessageText.Quote(Name)}': expected {wanted}, "
        + $"class {_class}{(_isComplex ? " (complex)" : string.Empty)} of {Text(_dimensions)} is stored");

    // A broken file may announce thousands.
    private static string Text(int[] dimensions) =>
        MessageText.Quote(string.Join(" x ", dimensions.Take(MessageText.MaxQuoteLength)));
}
