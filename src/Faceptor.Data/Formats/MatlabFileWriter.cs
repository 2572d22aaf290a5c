using System.Text;

namespace Faceptor.Data.Formats;

/// <summary>Writes MATLAB 5 files: tables of numbers and columns of texts, uncompressed, little-endian.</summary>
internal static class MatlabFileWriter
{
    private const int DescriptionBytes = 116;

    // Classes of arrays, as they are stored.
    private const byte CellClass = 1;
    private const byte CharClass = 4;
    private const byte DoubleClass = 6;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="variables">Made by <see cref="Numbers"/> and <see cref="Texts"/>.</param>
    public static void Write(string path, params ReadOnlySpan<byte[]> variables)
    {
        using var file = File.Create(path);
        var header = new byte[128];
        header.AsSpan(0, DescriptionBytes).Fill((byte)' ');
        "MATLAB 5.0 MAT-file"u8.CopyTo(header);
        header[125] = 1;
        "IM"u8.CopyTo(header.AsSpan(126));
        file.Write(header);
        foreach (var variable in variables)
        {
            file.Write(variable);
        }
    }

    /// <summary>A table of numbers.</summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="numRows">Number of rows.</param>
    /// <param name="numColumns">Number of columns.</param>
    /// <param name="value">The number in a row and a column, both from 0.</param>
    public static byte[] Numbers(string name, int numRows, int numColumns, Func<int, int, double> value)
    {
        var data = new byte[8L * numRows * numColumns];
        for (var column = 0; column < numColumns; column++)
        {
            for (var row = 0; row < numRows; row++)
            {
                BitConverter.TryWriteBytes(data.AsSpan(8 * ((column * numRows) + row)), value(row, column));
            }
        }

        return Matrix(name, DoubleClass, numRows, numColumns, Element((uint)MatlabType.Double, data));
    }

    /// <summary>A column of cells that hold a text each.</summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="texts">The texts.</param>
    public static byte[] Texts(string name, IReadOnlyList<string> texts) => Matrix(
        name,
        CellClass,
        texts.Count,
        1,
        [
            .. texts.SelectMany(text => Matrix(
                "", CharClass, 1, text.Length, Element((uint)MatlabType.UInt16, Encoding.Unicode.GetBytes(text)))),
        ]);

    private static byte[] Matrix(string name, byte kind, int numRows, int numColumns, byte[] content) => Element(
        (uint)MatlabType.Matrix,
        [
            .. Element((uint)MatlabType.UInt32, [kind, 0, 0, 0, 0, 0, 0, 0]),
            .. Element(
                (uint)MatlabType.Int32, [.. BitConverter.GetBytes(numRows), .. BitConverter.GetBytes(numColumns)]),
            .. Element((uint)MatlabType.Int8, Encoding.ASCII.GetBytes(name)),
            .. content,
        ]);

    /// <summary>Type, number of bytes, the bytes, zeros up to a multiple of eight.</summary>
    private static byte[] Element(uint type, byte[] data) =>
    [
        .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data,
        .. new byte[(8 - (data.Length % 8)) % 8],
    ];
}
