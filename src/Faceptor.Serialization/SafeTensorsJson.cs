using System.Text.Json;
using Faceptor.Serialization.PyTorch;

namespace Faceptor.Serialization;

/// <summary>
/// Reads the text of a safetensors header in one pass and keeps nothing but what it returns: names, places and shapes.
/// </summary>
internal ref struct SafeTensorsJson(ReadOnlySpan<byte> json, string path, long dataBytes)
{
    private const int MaxDimensions = 64;
    private const int MaxTensors = 100_000;
    private const string MetadataName = "__metadata__";

    private Utf8JsonReader _reader = new(json);

    /// <summary>Reads all members.</summary>
    /// <exception cref="CheckpointException">Something stands twice, or does not fit the file.</exception>
    /// <exception cref="JsonException">The text is no such header.</exception>
    /// <exception cref="FormatException">The text is no such header.</exception>
    public void Read(Dictionary<string, SafeTensorsEntry> entries, Dictionary<string, string> metadata)
    {
        var hasMetadata = false;
        Next(JsonTokenType.StartObject);
        while (Member() is { } name)
        {
            if (name == MetadataName ? hasMetadata : entries.ContainsKey(name))
            {
                throw Problem($"'{MessageText.Quote(name)}' stands twice in the header.");
            }

            if (name == MetadataName)
            {
                hasMetadata = true;
                ReadMetadata(metadata);
            }
            else if (entries.Count == MaxTensors)
            {
                throw Problem($"the header names more than {MaxTensors} tensors; no face network has so many.");
            }
            else
            {
                entries.Add(name, ReadEntry($"tensor '{MessageText.Quote(name)}'"));
            }
        }

        if (_reader.Read())
        {
            throw new FormatException("something stands behind the header's end");
        }
    }

    private void ReadMetadata(Dictionary<string, string> metadata)
    {
        Next(JsonTokenType.StartObject);
        while (Member() is { } key)
        {
            _reader.Read();
            if (_reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            {
                throw new FormatException($"metadata '{MessageText.Quote(key)}' is no text");
            }

            if (_reader.GetString() is not { } text || !metadata.TryAdd(key, text))
            {
                throw Problem($"metadata '{MessageText.Quote(key)}' stands twice in the header or is null.");
            }
        }
    }

    private SafeTensorsEntry ReadEntry(string tensor)
    {
        string? typeName = null;
        (long[] Values, int Count)? shape = null;
        (long[] Values, int Count)? offsets = null;
        Next(JsonTokenType.StartObject);
        while (Member() is { } member)
        {
            switch (member)
            {
                case "dtype" when typeName is null:
                    Next(JsonTokenType.String);
                    typeName = _reader.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = Numbers();
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers();
                    break;
                default:
                    throw Problem($"{tensor} has other members than dtype, shape and data_offsets, or one twice.");
            }
        }

        return typeName is null || shape is null || offsets is null
            ? throw new FormatException($"{tensor} has no dtype, shape or data_offsets")
            : Check(tensor, typeName, shape.Value, offsets.Value);
    }

    private readonly SafeTensorsEntry Check(
        string tensor, string typeName, (long[] Values, int Count) shape, (long[] Values, int Count) offsets)
    {
        if (!SafeTensorsTypes.ByName.TryGetValue(typeName, out var type))
        {
            throw Problem(
                $"{tensor} has element type '{MessageText.Quote(typeName)}'; "
                + $"known are {string.Join(", ", SafeTensorsTypes.ByName.Keys)}.");
        }

        if (offsets.Count != 2 || shape.Count > MaxDimensions)
        {
            throw Problem(
                $"{tensor} has {offsets.Count} data offsets and {shape.Count} dimensions; "
                + $"2 and at most {MaxDimensions} were expected.");
        }

        var (begin, end) = (offsets.Values[0], offsets.Values[1]);
        if (shape.Values.Any(size => size < 0))
        {
            throw Problem($"{tensor} has a negative size in [{string.Join(", ", shape.Values)}].");
        }

        if (begin < 0 || end < begin || end > dataBytes)
        {
            throw Problem(
                $"{tensor} lies at bytes {begin} to {end}, but the data has {dataBytes}; "
                + "the file is cut off, copy it again.");
        }

        // The product is taken only where it is known not to overflow.
        var elementSize = SafeTensorsTypes.SizeOf(type);
        return PyTorchTypes.IsCountable(shape.Values, elementSize)
            && shape.Values.Aggregate((long)elementSize, (product, size) => product * size) == end - begin
                ? new SafeTensorsEntry(type, shape.Values, begin, end)
                : throw Problem(
                    $"{tensor} [{string.Join(", ", shape.Values)}] of {MessageText.Quote(typeName)} "
                    + $"does not fit its {end - begin} bytes.");
    }

    // Numbers beyond what a tensor may have are counted and not kept.
    private (long[] Values, int Count) Numbers()
    {
        var values = new List<long>(4);
        var count = 0;
        Next(JsonTokenType.StartArray);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out var value))
            {
                throw new FormatException("a shape or an offset is no whole number");
            }

            if (count++ < MaxDimensions)
            {
                values.Add(value);
            }
        }

        return ([.. values], count);
    }

    private string? Member() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName
        ? _reader.GetString()
        : null;

    private void Next(JsonTokenType expected)
    {
        if (!_reader.Read() || _reader.TokenType != expected)
        {
            throw new FormatException($"{expected} was expected, {_reader.TokenType} stands there");
        }
    }

    private readonly CheckpointException Problem(string problem) => new(path, problem);
}
