using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Faceptor.Testing;

/// <summary>Reads arrays of numbers from a safetensors file: header length, JSON header, raw data.</summary>
internal sealed class GoldenTensors
{
    private readonly byte[] _file;
    private readonly int _dataStart;
    private readonly Dictionary<string, (int Begin, int End, int[] Shape)> _entries = [];

    public GoldenTensors(string path)
    {
        _file = File.ReadAllBytes(path);
        var headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(_file);
        _dataStart = 8 + headerLength;
        using var header = JsonDocument.Parse(_file.AsMemory(8, headerLength));
        foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            var offsets = entry.Value.GetProperty("data_offsets");
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32());
            _entries[entry.Name] = (offsets[0].GetInt32(), offsets[1].GetInt32(), [.. shape]);
        }
    }

    public IEnumerable<string> Names => _entries.Keys;

    public int[] Shape(string name) => _entries[name].Shape;

    public byte[] Bytes(string name)
    {
        var (begin, end, _) = _entries[name];
        return _file.AsSpan(_dataStart + begin, end - begin).ToArray();
    }

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray();
}
