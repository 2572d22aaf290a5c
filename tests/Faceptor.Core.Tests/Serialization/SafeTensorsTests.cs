using System.Buffers.Binary;
using System.Text;
using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;
using Faceptor.Testing;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Serialization;

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

        SafeTensors.Write(path, tensors, new Dictionary<string, string> { ["what"] = "naïve \"text\"" });

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

        SafeTensors.Write(first, new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        SafeTensors.Write(second, new Dictionary<string, Tensor> { ["b"] = b, ["a"] = a });

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Theory]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":"""
        + """{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""",
        "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}""", "does not fit its 9 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "the data has 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "negative size")]
    [InlineData("""{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""", "element type 'F99'")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""",
        "does not fit")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":"""
        + """{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "twice")]
    [InlineData("""{"a":{"shape":[1]}}""", "cannot be read")]
    [InlineData("""[1]""", "cannot be read")]
    public void A_damaged_header_is_refused_with_its_reason(string json, string reason)
    {
        var path = Path.Combine(_folder, "bad.safetensors");
        File.WriteAllBytes(path, [.. Length((ulong)json.Length), .. Encoding.UTF8.GetBytes(json), .. new byte[12]]);

        var error = Assert.Throws<CheckpointException>(() => SafeTensors.Open(path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
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
