using System.Buffers.Binary;
using System.Text;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faceptor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tensors_and_metadata_survive_a_round_trip()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "round.safetensors");
        var tensors = new Dictionary<string, Tensor>
        {
            ["float32"] = randn(3, 4),
            ["float64"] = randn(2, dtype: ScalarType.Float64),
            ["bfloat16"] = randn(5).to(ScalarType.BFloat16),
            ["float16"] = randn(5).to(ScalarType.Float16),
            ["int64"] = arange(7),
            ["int32"] = arange(7).to(ScalarType.Int32),
            ["uint8"] = arange(7).to(ScalarType.Byte),
            ["bool"] = tensor(new[] { true, false, true }),
            ["scalar"] = tensor(3.5f),
            ["empty"] = zeros(0, 4),
            ["transposed"] = randn(3, 4).t(),
        };

        TorchFiles.WriteSafeTensors(path, tensors, new Dictionary<string, string> { ["what"] = "naïve \"text\"" });

        using var file = SafeTensors.Open(path);
        Assert.Equal("naïve \"text\"", file.Metadata["what"]);
        Assert.Equal(tensors.Keys.Order(StringComparer.Ordinal), file.Names.Order(StringComparer.Ordinal));
        foreach (var (name, expected) in tensors)
        {
            var actual = file.Read(name);
            Assert.Equal(expected.dtype, actual.dtype);
            Assert.Equal(expected.shape, actual.shape);
            Assert.True(expected.numel() == 0 || expected.eq(actual).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Equal_content_gives_equal_bytes()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Path.Combine(_folder, "1"), Path.Combine(_folder, "2"));
        var (a, b) = (ones(3), zeros(2, dtype: ScalarType.Byte));

        TorchFiles.WriteSafeTensors(first, new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        TorchFiles.WriteSafeTensors(second, new Dictionary<string, Tensor> { ["b"] = b, ["a"] = a });

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Theory]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":"""
        + """{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""",
        "tensors 'a' and 'b' overlap from byte 4 to 8")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":"""
        + """{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""",
        "bytes 4 to 8 between 'a' and 'b' belong to no tensor")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""",
        "bytes 0 to 8 between the header and 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "4 bytes behind 'a' belong to no tensor")]
    [InlineData("""{ }""", "12 bytes behind the header belong to no tensor")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}""",
        "'a' [2] of F32 does not fit its 9 bytes")]
    [InlineData(
        """{"a":{"dtype":"F64","shape":[3],"data_offsets":[0,12]}}""",
        "'a' [3] of F64 does not fit its 12 bytes")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""",
        "'a' lies at bytes 0 to 16, but the data has 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}""", "'a' lies at bytes 8 to 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "'a' lies at bytes -4 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "negative size in [-1]")]
    [InlineData("""{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""", "element type 'F99'")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""",
        "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,9223372036854775807,4],"data_offsets":[0,0]}}""", "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "has 1 data offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "has 3 data offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"dtype":"F32"}}""", "or one twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", "'a' has other members")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":"""
        + """{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "'a' stands twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "'__metadata__' stands twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", "metadata 'k' stands twice")]
    [InlineData("""{"__metadata__":{"k":null}}""", "metadata 'k' stands twice in the header or is null")]
    [InlineData("""{"__metadata__":{"k":1}}""", "cannot be read")]
    [InlineData("""{"a":{"shape":[1]}}""", "cannot be read")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "cannot be read")]
    [InlineData("""[1]""", "cannot be read")]
    [InlineData("""{"a":""", "cannot be read")]
    public void A_damaged_header_is_refused_with_its_reason(string json, string reason)
    {
        var path = Path.Combine(_folder, "bad.safetensors");
        File.WriteAllBytes(path, [.. Length((ulong)json.Length), .. Encoding.UTF8.GetBytes(json), .. new byte[12]]);

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_no_text_is_refused()
    {
        var path = Path.Combine(_folder, "bytes.safetensors");
        File.WriteAllBytes(path, [.. Length(8), .. "{\"a"u8, 0xc3, .. "\":1}"u8]);

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(path));

        Assert.Contains("the safetensors header is not UTF-8 text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_too_many_dimensions_is_refused()
    {
        var path = Path.Combine(_folder, "deep.safetensors");
        var json = """{"a":{"dtype":"F32","shape":[SIZES],"data_offsets":[0,4]}}""".Replace(
            "SIZES", string.Join(',', Enumerable.Repeat(1, 65)), StringComparison.Ordinal);
        File.WriteAllBytes(path, [.. Length((ulong)json.Length), .. Encoding.UTF8.GetBytes(json), .. new byte[4]]);

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(path));

        Assert.Contains("65 dimensions; 2 and at most 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Millions_of_dimensions_cost_nothing_but_reading()
    {
        var path = Path.Combine(_folder, "deep.safetensors");
        byte[] json =
        [
            .. """{"a":{"dtype":"F32","shape":["""u8,
            .. Enumerable.Repeat("1,"u8.ToArray(), 7_000_000).SelectMany(pair => pair),
            .. """1],"data_offsets":[0,4]}}"""u8,
        ];
        File.WriteAllBytes(path, [.. Length((ulong)json.Length), .. json, .. new byte[4]]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, json.Length + (1 << 20));
        Assert.Contains("7000001 dimensions; 2 and at most 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_a_hundred_megabytes_is_refused_unread()
    {
        var path = Path.Combine(_folder, "long.safetensors");
        File.WriteAllBytes(path, [.. Length(100_000_000), (byte)'{']);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(100_000_100);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("the header has 100000000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_open_is_named()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "shrunk.safetensors");
        TorchFiles.WriteSafeTensors(path, new Dictionary<string, Tensor> { ["a"] = ones(100) });
        using var file = SafeTensors.Open(path);
        using (var again = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            again.SetLength(100);
        }

        var error = Assert.Throws<CheckpointException>(() => file.Read("a"));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("tensor 'a' cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "at least 8 bytes")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 127 }, "claims")]
    [InlineData(new byte[] { 100, 0, 0, 0, 0, 0, 0, 0, 123 }, "claims 100 bytes in a file of 9")]
    public void A_file_that_is_cut_off_is_refused(byte[] content, string reason)
    {
        var path = Path.Combine(_folder, "cut.safetensors");
        File.WriteAllBytes(path, content);

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(_folder, "none.safetensors");

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_write_leaves_nothing_behind()
    {
        var path = Path.Combine(_folder, "half.safetensors");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("disk full");
        }));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Reading_leaks_no_tensors()
    {
        var path = RepositoryPaths.Golden("inputs.safetensors");

        var delta = TensorAssert.LiveDelta(() =>
        {
            using var file = SafeTensors.Open(path);
            file.Read("images.dense");
        });

        Assert.Equal(0, delta);
    }

    private static byte[] Length(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
