using System.Collections.Frozen;
using static TorchSharp.torch;

namespace Faceptor.Core.Serialization;

/// <summary>Element types by their names in safetensors files.</summary>
internal static class SafeTensorsTypes
{
    public static FrozenDictionary<string, ScalarType> ByName { get; } = new Dictionary<string, ScalarType>
    {
        ["BOOL"] = ScalarType.Bool,
        ["U8"] = ScalarType.Byte,
        ["I8"] = ScalarType.Int8,
        ["I16"] = ScalarType.Int16,
        ["I32"] = ScalarType.Int32,
        ["I64"] = ScalarType.Int64,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["F32"] = ScalarType.Float32,
        ["F64"] = ScalarType.Float64,
    }.ToFrozenDictionary();

    public static string NameOf(ScalarType type) =>
        ByName.FirstOrDefault(pair => pair.Value == type).Key
        ?? throw new ArgumentException($"safetensors has no element type for {type}.", nameof(type));

    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Bool or ScalarType.Byte or ScalarType.Int8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        _ => 8,
    };
}
