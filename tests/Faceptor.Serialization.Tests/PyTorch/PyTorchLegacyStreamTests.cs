using System.Buffers.Binary;
using Faceptor.Models.Weights;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests.PyTorch;

public sealed class PyTorchLegacyStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_byte_orders_are_read(bool isLittleEndian)
    {
        using var scope = NewDisposeScope();
        byte[] numbers = isLittleEndian ? [1, 0, 2, 0, 3, 0] : [0, 1, 0, 2, 0, 3];
        byte[] count = isLittleEndian ? [3, 0, 0, 0, 0, 0, 0, 0] : [0, 0, 0, 0, 0, 0, 0, 3];
        var path = Craft(["0"], [.. count, .. numbers], isLittleEndian);

        using var file = PyTorchFile.Open(path);

        TensorAssert.Same(
            tensor(new short[] { 1, 2, 3 }), file.Read(Assert.IsType<PickledTensor>(file.Root)), "numbers");
    }

    [Fact]
    public void A_stream_cut_off_in_its_storages_is_refused() =>
        AssertRefused(Craft(["0"], [.. Count(3), 1, 0, 2, 0, 3]), "storage '0' of 6 bytes does not fit the file");

    [Fact]
    public void A_storage_of_another_size_is_refused() =>
        AssertRefused(Craft(["0"], [.. Count(4), .. new byte[8]]), "storage '0' has 4 elements, its tensors say 3");

    [Fact]
    public void A_storage_without_bytes_is_named() =>
        AssertRefused(Craft([], []), "the file holds no storage '0'");

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0", "1")]
    public void Keys_that_no_tensor_explains_are_refused(string first, string second) =>
        AssertRefused(
            Craft([first, second], [.. Count(3), .. new byte[6], .. Count(3), .. new byte[6]]),
            $"storage '{second}' is listed twice or used by no tensor");

    [Fact]
    public void Another_protocol_is_refused()
    {
        var path = CraftedFiles.WriteLegacy(_folder.File("new.pth"), pickle => pickle.None(), [], protocol: 1002);

        AssertRefused(path, "has protocol 1001");
    }

    [Fact]
    public void Parts_of_storages_are_refused_by_name()
    {
        var path = CraftedFiles.WriteLegacy(
            _folder.File("part.pth"),
            pickle => pickle.PersistentId(() => pickle.Tuple(
                () => pickle.Text("storage"),
                () => pickle.Global("torch", "FloatStorage"),
                () => pickle.Text("0"),
                () => pickle.Text("cpu"),
                () => pickle.Integer(4),
                () => pickle.Tuple(() => pickle.Text("1"), () => pickle.Integer(0), () => pickle.Integer(2)))),
            ["0"]);

        AssertRefused(path, "storages that are parts of storages");
    }

    private string Craft(string[] keys, byte[] storages, bool isLittleEndian = true) =>
        CraftedFiles.WriteLegacy(
            _folder.File("legacy.pth"),
            pickle => CraftedFiles.Tensor(pickle, "ShortStorage", 3, 0, [3], [1]),
            keys,
            isLittleEndian,
            storages: storages);

    private static byte[] Count(long count)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, count);
        return bytes;
    }

    private static void AssertRefused(string path, string problem)
    {
        var error = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }
}
