using System.IO.Compression;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;

namespace Faceptor.Serialization.Tests.PyTorch;

public sealed class PyTorchRefusalTests : IDisposable
{
    private const string Trace = "/tmp/faceptor_pwned";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hostile_raw.pth")]
    [InlineData("hostile_zip.pth")]
    public void A_hostile_file_is_refused_by_name_and_nothing_runs(string name)
    {
        File.Delete(Trace);
        var path = RepositoryPaths.Golden(name);

        var error = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("asks for 'posix.system'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Trace));
    }

    [Theory]
    [InlineData("builtins", "eval")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch._utils", "_rebuild_device_tensor_from_numpy")]
    [InlineData("argparse", "Namespace")]
    public void A_name_outside_the_set_is_refused(string module, string name)
    {
        var path = Craft(pickle => pickle.Call(module, name, () => pickle.Text("1 + 1")));

        AssertRefused(path, $"asks for '{module}.{name}'");
    }

    [Fact]
    public void A_name_that_may_be_mentioned_may_not_be_called()
    {
        var path = Craft(pickle => pickle.Call("torch", "FloatStorage", () => pickle.Integer(1 << 30)));

        AssertRefused(path, "'torch.FloatStorage' cannot be called");
    }

    [Theory]
    [InlineData("QInt8Storage")]
    [InlineData("QUInt2x4Storage")]
    public void Storages_that_libtorch_cannot_hold_here_are_refused_by_name(string storageClass)
    {
        var path = Craft(pickle => CraftedFiles.Tensor(pickle, storageClass, 4, 0, [4], [1]));

        AssertRefused(path, $"no tensors for 'torch.{storageClass}'");
    }

    [Theory]
    [InlineData("uint16")]
    [InlineData("float8_e4m3fn")]
    [InlineData("complex32")]
    public void Element_types_that_libtorch_cannot_hold_here_are_refused_by_name(string dtype)
    {
        var path = Craft(pickle =>
            CraftedFiles.UntypedTensor(pickle, 16, [2], () => pickle.Global("torch", dtype)));

        AssertRefused(path, $"no tensors of 'torch.{dtype}'");
    }

    [Theory]
    [InlineData(4, 0, new long[] { 5 }, new long[] { 1 }, "reaches outside storage '0' of 4 elements")]
    [InlineData(4, 1, new long[] { 2, 2 }, new long[] { 2, 1 }, "reaches outside")]
    [InlineData(4, 4, new long[] { }, new long[] { }, "reaches outside")]
    [InlineData(4, long.MaxValue, new long[] { 1 }, new long[] { 1 }, "reaches outside")]
    [InlineData(4, 0, new long[] { 2 }, new long[] { long.MaxValue }, "reaches outside")]
    [InlineData(4, 0, new long[] { 1L << 40, 1L << 40 }, new long[] { 0, 0 }, "more elements than can be counted")]
    [InlineData(4, 0, new long[] { 0, 1L << 40, 1L << 40 }, new long[] { 1, 1, 1 }, "more elements than can be")]
    [InlineData(4, 0, new long[] { 2, 2 }, new long[] { 1 }, "2 dimensions does not take 1 strides")]
    [InlineData(4, 0, new long[] { -1 }, new long[] { 1 }, "shape is made of whole numbers from 0, got '-1'")]
    [InlineData(4, 0, new long[] { 2 }, new long[] { -1 }, "strides is made of whole numbers from 0, got '-1'")]
    [InlineData(4, -1, new long[] { 1 }, new long[] { 1 }, "offset is a whole number from 0, got '-1'")]
    [InlineData(long.MaxValue, 0, new long[] { 1 }, new long[] { 1 }, "claims 9223372036854775807 elements")]
    [InlineData(3, 0, new long[] { 1 }, new long[] { 1 }, "storage '0' has 16 bytes, its tensors need 12")]
    public void Impossible_views_are_refused(long count, long offset, long[] shape, long[] strides, string problem)
    {
        var path = Craft(pickle => CraftedFiles.Tensor(pickle, "FloatStorage", count, offset, shape, strides));

        AssertRefused(path, problem);
    }

    [Fact]
    public void A_tensor_of_too_many_dimensions_is_refused()
    {
        var ones = Enumerable.Repeat(1L, 65).ToArray();
        var path = Craft(pickle => CraftedFiles.Tensor(pickle, "FloatStorage", 4, 0, ones, ones));

        AssertRefused(path, "shape is a sequence of at most 64 numbers");
    }

    [Fact]
    public void A_view_that_repeats_its_numbers_without_end_is_refused()
    {
        var path = Craft(pickle => CraftedFiles.Tensor(pickle, "FloatStorage", 4, 0, [1 << 20], [0]));

        AssertRefused(path, "the tensors would take 4194304 bytes, more than the ");
    }

    [Fact]
    public void Values_that_hold_themselves_are_refused()
    {
        // A list, kept in the memo and appended to itself.
        AssertRefused(WithPickle("]q\0h\0a."u8.ToArray()), "a container holds itself");
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        byte[] pickle = [.. Enumerable.Repeat((byte)']', 200), .. Enumerable.Repeat((byte)'a', 199), (byte)'.'];

        AssertRefused(WithPickle(pickle), "nested deeper than 100");
    }

    [Fact]
    public void Values_that_multiply_by_being_shared_are_refused()
    {
        // Lists of two references each to the list before: 2^40 values on a walk.
        var pickle = new List<byte>([.. "]q\0"u8]);
        for (byte level = 0; level < 40; level++)
        {
            pickle.AddRange([.. "](h"u8, level, (byte)'h', level, (byte)'e', (byte)'q', (byte)(level + 1)]);
        }

        AssertRefused(WithPickle([.. pickle, (byte)'.']), "repeat each other");
    }

    [Fact]
    public void A_tensor_in_many_places_is_counted_each_time()
    {
        var path = Craft(pickle => pickle.List(
            Enumerable.Range(0, 20), _ => CraftedFiles.Tensor(pickle, "FloatStorage", 4, 0, [16384], [0])));

        AssertRefused(path, "the tensors would take 1310720 bytes");
    }

    [Fact]
    public void A_compressed_archive_is_refused()
    {
        var path = _folder.File("deflated.pth");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("a/data.pkl", CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[1000]);
        }

        AssertRefused(path, "entry 'a/data.pkl' is compressed or encrypted");
    }

    [Theory]
    [InlineData("a/other.txt", "has no data.pkl")]
    [InlineData("a/b/data.pkl", "has no data.pkl")]
    public void An_archive_of_something_else_is_refused(string entry, string problem)
    {
        var path = _folder.File("other.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            zip.CreateEntry(entry);
        }

        AssertRefused(path, problem);
    }

    [Fact]
    public void An_unknown_byte_order_is_refused()
    {
        var path = CraftedFiles.WriteZip(_folder.File("order.pth"), pickle => pickle.None(), "middle");

        AssertRefused(path, "the byte order is 'little' or 'big', got 'middle'");
    }

    [Fact]
    public void A_storage_that_the_archive_lacks_is_named()
    {
        var path = Craft(pickle => CraftedFiles.Storage(pickle, "FloatStorage", "1", 4));

        AssertRefused(path, "the archive has no storage '1'");
    }

    [Theory]
    [InlineData(new byte[0], "this is no PyTorch file")]
    [InlineData(new byte[] { 0x80, 2, (byte)'N', (byte)'.' }, "it begins with some other pickle")]
    [InlineData(new byte[] { 0xff, 0xd8, 0xff, 0xe0 }, "unknown or unsupported instruction 0xff")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4 }, "has no table of contents")]
    public void Other_files_are_refused(byte[] content, string problem)
    {
        var path = _folder.File("other");
        File.WriteAllBytes(path, content);

        AssertRefused(path, problem);
    }

    [Fact]
    public void A_tensor_that_is_still_to_be_conjugated_is_refused()
    {
        var path = Craft(pickle => pickle.Call(
            "torch._utils",
            "_rebuild_tensor_v2",
            () => CraftedFiles.Storage(pickle, "ComplexFloatStorage", "0", 2),
            () => pickle.Integer(0),
            () => CraftedFiles.Sizes(pickle, [2]),
            () => CraftedFiles.Sizes(pickle, [1]),
            () => pickle.Boolean(false),
            pickle.None,
            () => pickle.Dictionary(("conj", () => pickle.Boolean(true)))));

        AssertRefused(path, "still to be conjugated");
    }

    [Fact]
    public void A_missing_file_is_named() => AssertRefused(_folder.File("none.pth"), "cannot be read");

    private string Craft(Action<PickleWriter> writeRoot) =>
        CraftedFiles.WriteZip(_folder.File("crafted.pth"), writeRoot, "little", new byte[16]);

    private string WithPickle(byte[] pickle)
    {
        var path = _folder.File("pickle.pth");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using var entry = zip.CreateEntry("a/data.pkl", CompressionLevel.NoCompression).Open();
        entry.Write(pickle);
        return path;
    }

    private static void AssertRefused(string path, string problem)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Record.Exception(() => PyTorchFile.Open(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
        var refusal = Assert.IsType<CheckpointException>(error);
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
