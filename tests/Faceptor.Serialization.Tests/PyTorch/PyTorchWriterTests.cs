using System.IO.Compression;
using CsCheck;
using Faceptor.Models.Weights;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests.PyTorch;

public sealed class PyTorchWriterTests : IDisposable
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
        ScalarType.ComplexFloat32, ScalarType.ComplexFloat64,
    ];

    private static readonly string[] Layouts = ["plain", "transposed", "sliced", "expanded"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tensors_of_every_type_shape_and_layout_survive_a_round_trip()
    {
        var path = _folder.File("round.pth");

        Gen.Select(Gen.Int[0, Types.Length - 1], Gen.Long[0, 5].Array[0, 4], Gen.Int[0, Layouts.Length - 1]).Sample(
            (typeIndex, shape, layoutIndex) =>
            {
                var (type, layout) = (Types[typeIndex], Layouts[layoutIndex]);
                using var scope = NewDisposeScope();
                var tensor = Lay(Numbers(type, shape), layout);

                TorchFiles.WritePyTorch(path, new Dictionary<string, Tensor> { ["x"] = tensor });

                using var file = PyTorchFile.Open(path);
                TensorAssert.Same(tensor, file.Read(file.Tensors()["x"]), $"{type} {layout}");
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void Views_of_every_type_are_read_at_their_strides()
    {
        var path = _folder.File("view.pth");
        var (sizes, steps) = (Gen.Long[1, 4], Gen.Long[0, 3]);

        Gen.Select(Gen.Int[0, Types.Length - 1], sizes, sizes, steps, steps, steps, Gen.Bool)
            .Sample(
                (typeIndex, rows, columns, down, across, offset, isBig) =>
                {
                    var type = Types[typeIndex];
                    using var scope = NewDisposeScope();
                    var storage = Numbers(type, [22]);
                    var bytes = storage.bytes.ToArray();
                    if (isBig)
                    {
                        Swap(bytes, type);
                    }

                    CraftedFiles.WriteZip(
                        path,
                        pickle => CraftedFiles.Tensor(
                            pickle, PyTorchTypes.StorageOf(type.ToElementType()), 22, offset, [rows, columns], [down, across]),
                        isBig ? "big" : "little",
                        bytes);

                    using var file = PyTorchFile.Open(path);
                    var expected = storage.as_strided([rows, columns], [down, across], offset);
                    TensorAssert.Same(expected, file.Read((PickledTensor)file.Root!));
                },
                iter: 200,
                threads: 1);
    }

    [Fact]
    public void Nested_plain_values_survive_a_round_trip()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("nested.pth");
        var weight = ones(2, 3);
        var state = new OrderedDictionary<object, object?>
        {
            ["text"] = "naïve",
            [7] = -70000,
            [1L << 40] = 1L << 50,
            ["numbers"] = new object?[] { 0.1, 0.5f, true, null, 255, 256 },
            ["betas"] = (0.9, 0.999),
            ["params"] = Enumerable.Range(0, 1500).ToArray(),
            ["dtype"] = ScalarType.BFloat16,
            ["empty"] = new List<object?>(),
            ["same"] = new[] { weight, weight },
        };

        TorchFiles.WritePyTorch(path, new Dictionary<string, object?> { ["state"] = state });

        using var file = PyTorchFile.Open(path);
        Assert.True(((PickledDictionary)file.Root!).TryGetValue("state", out var value));
        var mapping = Assert.IsType<PickledDictionary>(value);
        var actual = mapping.ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.Equal(
            ["text", 7L, 1L << 40, "numbers", "betas", "params", "dtype", "empty", "same"],
            mapping.Select(pair => pair.Key));
        Assert.Equal("naïve", actual["text"]);
        Assert.Equal((-70000L, 1L << 50), (actual[7L], actual[1L << 40]));
        Assert.Equal(new object?[] { 0.1, 0.5, true, null, 255L, 256L }, Assert.IsType<object?[]>(actual["numbers"]));
        Assert.Equal(new object?[] { 0.9, 0.999 }, Assert.IsType<object?[]>(actual["betas"]));
        Assert.Equal(
            Enumerable.Range(0, 1500).Select(i => (object?)(long)i), Assert.IsType<List<object?>>(actual["params"]));
        Assert.Equal(ElementType.BFloat16, actual["dtype"]);
        Assert.Empty(Assert.IsType<List<object?>>(actual["empty"]));
        var same = Assert.IsType<List<object?>>(actual["same"]).Cast<PickledTensor>().ToArray();
        Assert.Same(same[0].Storage, same[1].Storage);
    }

    [Fact]
    public void A_released_checkpoint_written_again_is_equal()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("again.pth");
        using var source = PyTorchFile.Open(RepositoryPaths.Golden("legacy_format.pth"));
        var tensors = source.Tensors("state_dict");

        TorchFiles.WritePyTorch(path, new Dictionary<string, object?>
        {
            ["step"] = 7,
            ["state_dict"] = tensors.Select(pair => KeyValuePair.Create(pair.Key, source.Read(pair.Value))),
        });

        using var copy = PyTorchFile.Open(path);
        Assert.False(copy.IsLegacy);
        Assert.Equal(tensors.Keys, copy.Tensors("state_dict").Keys);
        Assert.All(tensors, pair => TensorAssert.Same(
            source.Read(pair.Value), copy.Read(copy.Tensors("state_dict")[pair.Key]), pair.Key));
    }

    [Fact]
    public void The_archive_is_stored_and_aligned_as_torch_save_does()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("layout.pth");

        TorchFiles.WritePyTorch(
            path, new Dictionary<string, Tensor> { ["a"] = arange(5), ["b"] = ones(3), ["c"] = zeros(0) });

        using (var zip = ZipFile.OpenRead(path))
        {
            Assert.Equal(
                ["data.pkl", "byteorder", "data/0", "data/1", "data/2", "version"],
                zip.Entries.Select(entry => entry.FullName["archive/".Length..]));
            Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
            Assert.Equal("3\n"u8.ToArray(), Content(zip, "archive/version"));
            Assert.Equal("little"u8.ToArray(), Content(zip, "archive/byteorder"));
            Assert.Equal(arange(5).bytes.ToArray(), Content(zip, "archive/data/0"));
            Assert.Equal(new byte[] { 0x80, 2 }, Content(zip, "archive/data.pkl")[..2]);
            Assert.Equal(Crc32.Of(Content(zip, "archive/data/1")), zip.GetEntry("archive/data/1")!.Crc32);
        }

        using var stream = File.OpenRead(path);
        var directory = ZipDirectory.Read(stream);
        Assert.All(directory.Names, name => Assert.Equal(0, directory.Find(name)!.Value.Begin % 64));
    }

    [Fact]
    public void Equal_content_gives_equal_bytes()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (_folder.File("1.pth"), _folder.File("2.pth"));

        TorchFiles.WritePyTorch(first, new Dictionary<string, Tensor> { ["a"] = arange(5), ["b"] = ones(2, 2).t() });
        TorchFiles.WritePyTorch(second, new Dictionary<string, Tensor> { ["a"] = arange(5), ["b"] = ones(2, 2) });

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void What_cannot_be_written_is_named_and_leaves_no_file()
    {
        var path = _folder.File("bad.pth");
        var root = new Dictionary<string, object?> { ["list"] = new List<object?> { 1, new Uri("file:///a") } };

        var error = Assert.Throws<ArgumentException>(() => TorchFiles.WritePyTorch(path, root));

        Assert.StartsWith("'list', item 1: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("System.Uri", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Nesting_is_written_as_deep_as_it_is_read()
    {
        var path = _folder.File("deep.pth");
        var deepest = Enumerable.Range(0, 99).Aggregate(new List<object?>(), (inner, _) => [inner]);

        TorchFiles.WritePyTorch(path, deepest);

        using (PyTorchFile.Open(path))
        {
            var error = Assert.Throws<ArgumentException>(() => TorchFiles.WritePyTorch(path, new[] { deepest }));
            Assert.Contains("nested deeper than 100", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_write_that_fails_midway_leaves_the_old_file()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("old.pth");
        TorchFiles.WritePyTorch(path, "old");
        var gone = ones(3);
        gone.Dispose();

        Assert.ThrowsAny<Exception>(() => TorchFiles.WritePyTorch(path, new[] { ones(3), gone }));

        using var file = PyTorchFile.Open(path);
        Assert.Equal("old", file.Root);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Reading_and_writing_leak_no_tensors()
    {
        var path = _folder.File("leak.pth");
        var delta = TensorAssert.LiveDelta(() =>
        {
            TorchFiles.WritePyTorch(path, new[] { ones(3, 4).t() });
            using var file = PyTorchFile.Open(path);
            file.Read((PickledTensor)((List<object?>)file.Root!)[0]!);
            using var zoo = PyTorchFile.Open(RepositoryPaths.Golden("dtype_zoo.pth"));
            zoo.Read(zoo.Tensors("tensors")["transposed"]).Dispose();
        });

        Assert.Equal(0, delta);
    }

    private static Tensor Numbers(ScalarType type, long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var numbers = arange(count, dtype: ScalarType.Float64) * 0.7 - 3;
        return (type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64
            ? complex(numbers, numbers * 2 + 1)
            : numbers).to(type).reshape(shape);
    }

    private static Tensor Lay(Tensor tensor, string layout) => layout switch
    {
        "transposed" when tensor.dim() > 1 => tensor.transpose(0, -1),
        "sliced" when tensor.dim() > 0 && tensor.size(0) > 1 => tensor.slice(0, 1, tensor.size(0), 2),
        "expanded" => tensor.unsqueeze(0).expand([3, .. tensor.shape]),
        _ => tensor,
    };

    private static void Swap(byte[] bytes, ScalarType type)
    {
        var size = PyTorchTypes.SizeOf(type.ToElementType())
            / (type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 ? 2 : 1);
        for (var first = 0; first < bytes.Length; first += size)
        {
            Array.Reverse(bytes, first, size);
        }
    }

    private static byte[] Content(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
