using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace Faceptor.Testing;

/// <summary>Reads the reference run's files from tests/Fixtures/golden.</summary>
internal static class GoldenFiles
{
    /// <summary>Relative tolerance of losses against the reference run.</summary>
    public const double LossTolerance = 1e-5;

    public static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllBytes(Locate(name))).RootElement;

    public static Dictionary<string, Tensor> Tensors(string name)
    {
        var bytes = File.ReadAllBytes(Locate(name));
        var headerLength = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        var data = bytes.AsMemory(8 + headerLength);
        return header.RootElement.EnumerateObject()
            .Where(entry => entry.Name != "__metadata__")
            .ToDictionary(entry => entry.Name, entry => Read(entry.Value, data.Span));
    }

    private static Tensor Read(JsonElement entry, ReadOnlySpan<byte> data)
    {
        var shape = entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var first = entry.GetProperty("data_offsets")[0].GetInt32();
        var part = data[first..entry.GetProperty("data_offsets")[1].GetInt32()];
        return entry.GetProperty("dtype").GetString() switch
        {
            "F32" => tensor(MemoryMarshal.Cast<byte, float>(part).ToArray(), shape),
            "F64" => tensor(MemoryMarshal.Cast<byte, double>(part).ToArray(), shape),
            "I64" => tensor(MemoryMarshal.Cast<byte, long>(part).ToArray(), shape),
            var other => throw new NotSupportedException($"element type {other}"),
        };
    }

    private static string Locate(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Faceptor.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "Fixtures", "golden", name);
    }
}
