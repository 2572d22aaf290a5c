using System.Text;
using Faceptor.Data.Formats;
using Faceptor.Data.Tests.Datasets;
using static Faceptor.Data.Tests.Formats.MatlabWriter;

namespace Faceptor.Data.Tests.Formats;

public sealed class MatlabFileTests : IDisposable
{
    private const byte CellClass = 1;
    private const byte StructClass = 2;
    private const byte CharClass = 4;
    private const byte DoubleClass = 6;
    private const byte OpaqueClass = 17;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, byte[], double[]> Storages => new()
    {
        { 1, [1, 0xfe], [1, -2] },
        { 2, [1, 0xfe], [1, 254] },
        { 3, [.. BitConverter.GetBytes((short)-300), .. BitConverter.GetBytes((short)2)], [-300, 2] },
        { 4, [.. BitConverter.GetBytes((ushort)65535), .. BitConverter.GetBytes((ushort)2)], [65535, 2] },
        { 5, [.. BitConverter.GetBytes(-70000), .. BitConverter.GetBytes(2)], [-70000, 2] },
        { 6, [.. BitConverter.GetBytes(4_000_000_000u), .. BitConverter.GetBytes(2u)], [4e9, 2] },
        { 7, [.. BitConverter.GetBytes(0.5f), .. BitConverter.GetBytes(-2f)], [0.5, -2] },
        { 9, [.. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(-2.0)], [0.1, -2] },
        { 12, [.. BitConverter.GetBytes(-5L), .. BitConverter.GetBytes(2L)], [-5, 2] },
        { 13, [.. BitConverter.GetBytes(5UL), .. BitConverter.GetBytes(2UL)], [5, 2] },
    };

    public static TheoryData<byte[], string> BrokenFiles => new()
    {
        { [], "offset 0: expected a header of 128 bytes, the file ends" },
        { WholeFile()[..127], "offset 127: expected a header of 128 bytes, the file ends" },
        { new byte[200], "offset 124: expected a little-endian MATLAB file of version 5 (0x0100 and 'IM'), 0x0000" },
        { [.. WholeFile()[..126], (byte)'M', (byte)'I'], "big-endian numbers is stored" },
        { [.. WholeFile()[..124], 0, 2, (byte)'I', (byte)'M'], "version 7.3 (HDF5) is stored" },
        { WholeFile(new byte[5]), "offset 128: expected a tag of 8 bytes, 5 are left" },
        { WholeFile(Tag(14, 1000)), "offset 128: expected an element of at most 0 bytes, 1000 are announced" },
        { WholeFile(Tag(14, -1)), "expected an element of at most 0 bytes, 4294967295 are announced" },
        { WholeFile(Element(14)), "offset 136: expected the variable's flags, nothing is left" },
        { WholeFile(Element(14, Small(6, 1))), "offset 136: expected 8 bytes of flags, 1 bytes of type 6 are stored" },
        { WholeFile([.. Tag(15, 4), 1, 2, 3, 4]), "element of 4 bytes: expected a zlib stream of one element" },
        { WholeFile(Compressed(Tag(14, 2_000_000_000))), "2000000008 are announced" },
        { WholeFile(Compressed(Tag(14, 100))), "compressed element of" },
        { WholeFile(Variable("x", DoubleClass, [2, 2], Small(2, 1, 2, 3))), "expected 2 x 2 numbers, 3 are stored" },
        { WholeFile(Variable("x", DoubleClass, [-1, 2], Small(2, 1))), "dimensions of 0 or more, -1 x 2 are stored" },
        { WholeFile(Variable("x", DoubleClass, [1, 1])), "expected numbers, nothing is left" },
        { WholeFile(Variable("x", DoubleClass, [1, 1], Element(99, 1))), "expected numbers, type 99 is stored" },
        { WholeFile(Variable("x", CharClass, [1, 1], Small(16, 65))), "'x': expected a table of numbers, class 4 of" },
        { WholeFile(Variable("x", DoubleClass, [1, 1, 1], Small(2, 1))), "a table of numbers, class 6 of 1 x 1 x 1" },
        { WholeFile(Variable("y", DoubleClass, [1, 1], Small(2, 1))), "expected a variable 'x', the file has none" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Storages))]
    public void Numbers_are_read_by_the_type_that_stores_them(int type, byte[] stored, double[] expected)
    {
        var data = stored.Length <= 4 ? Small((ushort)type, stored) : Element((uint)type, stored);

        foreach (var dimensions in new int[][] { [1, 2], [2, 1] })
        {
            var variable = Variable("x", DoubleClass, dimensions, data);
            foreach (var element in new[] { variable, Compressed(variable) })
            {
                Assert.Equal(expected, Read("x", element).Matrix("x").Values.ToArray());
            }
        }
    }

    [Fact]
    public void Matrices_are_stored_column_after_column()
    {
        var variable = Variable("table", DoubleClass, [2, 3], Element(2, 1, 2, 3, 4, 5, 6));

        var matrix = Read("table", variable).Matrix("table");

        Assert.Equal((2, 3), (matrix.Rows, matrix.Columns));
        Assert.Equal([1, 3, 5], Enumerable.Range(0, 3).Select(column => matrix[0, column]));
        Assert.Equal([2, 4, 6], Enumerable.Range(0, 3).Select(column => matrix[1, column]));
    }

    [Fact]
    public void Texts_are_read_in_every_encoding()
    {
        var cell = Variable(
            "names",
            CellClass,
            [6, 1],
            Variable(string.Empty, CharClass, [1, 2], Small(16, Encoding.UTF8.GetBytes("é"))),
            Variable(string.Empty, CharClass, [1, 2], Element(4, Encoding.Unicode.GetBytes("aéb"))),
            Variable(string.Empty, CharClass, [1, 2], Element(17, Encoding.Unicode.GetBytes("0/image.jpg"))),
            Variable(string.Empty, CharClass, [1, 2], Element(18, Encoding.UTF32.GetBytes("ab"))),
            Variable(string.Empty, CharClass, [1, 2], Element(2, Encoding.UTF8.GetBytes("plain"))),
            Variable(string.Empty, CharClass, [0, 0]));

        Assert.Equal(["é", "aéb", "0/image.jpg", "ab", "plain", ""], Read("names", cell).Texts("names"));
    }

    [Fact]
    public void Variables_that_nobody_asks_for_are_passed_over_in_any_order()
    {
        var file = Read(
            "x",
            Variable("s", StructClass, [1, 1], Small(5, 1), Element(1)),
            Variable("o", OpaqueClass, []),
            Element(77, 1, 2, 3),
            Compressed(Variable("x", DoubleClass, [1, 1], Small(2, 7))),
            Variable("y", DoubleClass, [1, 1], Small(2, 9)));

        Assert.Equal([7], file.Matrix("x").Values.ToArray());
        Assert.Throws<DatasetException>(() => file.Matrix("y"));
    }

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_file_is_reported_with_its_place(byte[] bytes, string problem)
    {
        var path = _folder.Write("a.mat", bytes);

        var error = Assert.Throws<DatasetException>(() => MatlabFile.Read(path, "x").Matrix("x"));

        Assert.Equal(path, error.Path);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("copy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_is_none_or_holds_no_texts_or_pretends_to_is_refused()
    {
        Assert.Contains(
            "'x': expected a cell of texts, class 6 of 1 x 1 is stored",
            Message(Variable("x", DoubleClass, [1, 1], Small(2, 1))),
            StringComparison.Ordinal);
        Assert.Contains(
            "'x': expected a cell of texts, class 1 of 1000000 x 1000000 is stored",
            Message(Variable("x", CellClass, [1_000_000, 1_000_000])),
            StringComparison.Ordinal);
        Assert.Contains(
            "expected a text, class 6 of 1 x 1 is stored",
            Message(Variable("x", CellClass, [1, 1], Variable(string.Empty, DoubleClass, [1, 1], Small(2, 1)))),
            StringComparison.Ordinal);
        Assert.Contains(
            "item 0 of the cell: expected a text, type 2 is stored",
            Message(Variable("x", CellClass, [1, 1], Small(2, 1))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<DatasetException>(() => MatlabFile.Read("/nowhere/a.mat", "x"));

        Assert.Equal("/nowhere/a.mat", error.Path);
        Assert.Contains("check the dataset's folder layout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        string[] originals =
        [
            .. new[] { "A", "variant-compressed", "variant-matlab-v7", "variant-matlab-v6" }
                .Select(form => Path.Combine(Expected.Folder("AFLW-19", form), "AFLWinfo_release.mat")),
        ];

        var (numRead, numRefused) = MutatedFiles.ReadAll(originals, 250, seed: 6, path =>
        {
            var file = MatlabFile.Read(path, "bbox", "data", "mask_new", "nameList", "ra");
            file.Texts("nameList");
            Array.ForEach(["bbox", "data", "mask_new", "ra"], name => file.Matrix(name));
        });

        Assert.True(numRead > 20 && numRefused > 20, $"{numRead} read, {numRefused} refused");
    }

    private MatlabFile Read(string name, params IEnumerable<byte[]> elements) =>
        MatlabFile.Read(_folder.Write("a.mat", WholeFile(elements)), name);

    private string Message(byte[] variable) =>
        Assert.Throws<DatasetException>(() => Read("x", variable).Texts("x")).Message;
}
