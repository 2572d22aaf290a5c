using System.Buffers.Binary;
using System.IO.Compression;
using Faceptor.Data.Formats;
using Faceptor.Data.Tests.Datasets;

namespace Faceptor.Data.Tests.Formats;

public sealed class MatlabHdf5FileTests
{
    private const int UserBlockBytes = 512;

    private static string Train => Path.Combine(Expected.Folder("COFW"), "COFW_train_color.mat");

    private static string Test => Path.Combine(Expected.Folder("COFW"), "COFW_test_color.mat");

    private static string Contiguous =>
        Path.Combine(Expected.Folder("COFW", "variant-contiguous"), "COFW_test_color.mat");

    private static string Labels => Path.Combine(Expected.Folder("LFW-73", "B"), "lfw_att_73.mat");

    [Fact]
    public void A_matrix_has_MATLABs_rows_and_columns()
    {
        var points = new MatlabHdf5File(Train).ReadMatrix("phisTr");

        var expected = Expected.Split("COFW", "train").GetProperty("last");
        var row = expected.GetProperty("index").GetInt32();
        Assert.Equal((8, 87), (points.Rows, points.Columns));
        Assert.Equal(expected.GetProperty("landmarks")[3][0].GetDouble(), points[row, 3], 1e-3);
        Assert.Equal(expected.GetProperty("landmarks")[3][1].GetDouble(), points[row, 29 + 3], 1e-3);
        Assert.Equal(expected.GetProperty("occluded")[3].GetDouble(), points[row, 58 + 3]);
    }

    [Fact]
    public void A_cell_of_texts_is_read_in_its_order()
    {
        var names = new MatlabHdf5File(Labels).ReadTexts("name");

        Assert.Equal(12, names.Length);
        Assert.Equal(@"Ada_Alpha\Ada_Alpha_0001.jpg", names[0]);
    }

    [Theory]
    [InlineData("nothing", "expected this variable, the file does not hold it")]
    [InlineData("IsTr", "expected numbers, Reference of 8 bytes is stored")]
    public void A_variable_that_is_no_matrix_is_refused(string name, string problem)
    {
        var error = Assert.Throws<DatasetException>(() => new MatlabHdf5File(Train).ReadMatrix(name));

        Assert.Equal(Train, error.Path);
        Assert.Contains($"'{name}': {problem}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_is_no_cell_text_or_picture_is_refused()
    {
        var file = new MatlabHdf5File(Train);

        Assert.Contains(
            "expected a cell, FloatingPoint of 8 bytes is stored",
            Message(() => file.ReadCell("phisTr")),
            StringComparison.Ordinal);
        Assert.Contains(
            "expected texts, FixedPoint of 1 bytes is stored",
            Message(() => file.ReadTexts("IsTr")),
            StringComparison.Ordinal);
        Assert.Contains(
            "expected an image of height x width (x 3) bytes, 8 x 87 of FloatingPoint",
            Message(() => file.ReadImage("phisTr")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<DatasetException>(() => new MatlabHdf5File("/nowhere/a.mat").ReadMatrix("x"));

        Assert.Equal("/nowhere/a.mat", error.Path);
        Assert.Contains("check the dataset's folder layout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_empty_or_cut_off_or_of_another_kind_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Train);
        var older = Path.Combine(Expected.Folder("AFLW-19"), "AFLWinfo_release.mat");
        byte[][] files = [[], whole[..100], whole[..(whole.Length / 2)], whole[..^1000], File.ReadAllBytes(older)];

        foreach (var bytes in files)
        {
            var path = folder.Write("a.mat", bytes);
            var file = new MatlabHdf5File(path);

            var error = Assert.Throws<DatasetException>(
                () => Array.ConvertAll(file.ReadCell("IsTr"), file.ReadImage));

            Assert.Equal(path, error.Path);
            Assert.Contains("copy", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_heap_that_pretends_to_hold_gigabytes_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Train);
        var heap = bytes.AsSpan().IndexOf("HEAP"u8);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(heap + 8), 2_000_000_000);
        var file = new MatlabHdf5File(folder.Write("a.mat", bytes));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Message(() => file.ReadMatrix("phisTr"));

        Assert.Contains(
            $"offset {heap + 8}: expected a size of at most {bytes.Length} bytes, 2000000000 is stored", message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
    }

    [Fact]
    public void A_table_that_pretends_to_have_billions_of_rows_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Contiguous);
        var dimensions = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(dimensions, 87);
        BinaryPrimitives.WriteUInt64LittleEndian(dimensions.AsSpan(8), 6);
        var at = bytes.AsSpan().IndexOf(dimensions);
        Assert.True(at > UserBlockBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at + 8), 1_000_000_000);

        var message = Message(() => new MatlabHdf5File(folder.Write("a.mat", bytes)).ReadMatrix("phisT"));

        Assert.Contains("'phisT': expected at most 67108864 bytes", message, StringComparison.Ordinal);
        Assert.Contains("87 x 1000000000 of 8 bytes are stored", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_that_unpacks_to_more_than_its_size_is_refused()
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(new byte[100_000]);
        }

        var filter = new Hdf5Inflate();
        PureHDF.Filters.FilterInfo Info(int chunkSize) => new(
            PureHDF.Filters.H5FilterFlags.Decompress, [], chunkSize, packed.ToArray());

        Assert.Equal(100_000, filter.Filter(Info(100_000)).Length);
        Assert.Throws<InvalidDataException>(() => filter.Filter(Info(1000)));
        Assert.Throws<EndOfStreamException>(() => filter.Filter(Info(200_000)));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        var (numRead, numRefused) = MutatedFiles.ReadAll([Train, Test, Labels], 250, seed: 5, path =>
        {
            var file = new MatlabHdf5File(path);
            var isLabels = File.ReadAllBytes(path).AsSpan().IndexOf("AttrName"u8) >= 0;
            if (isLabels)
            {
                file.ReadTexts("AttrName");
                file.ReadMatrix("label");
            }
            else
            {
                var ending = File.ReadAllBytes(path).AsSpan().IndexOf("IsTr"u8) >= 0 ? "Tr" : "T";
                file.ReadMatrix($"phis{ending}");
                Array.ConvertAll(file.ReadCell($"Is{ending}"), file.ReadImage);
            }
        });

        Assert.True(numRead > 20 && numRefused > 20, $"{numRead} read, {numRefused} refused");
    }

    private static string Message(Action read) => Assert.Throws<DatasetException>(read).Message;
}
