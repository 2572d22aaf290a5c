using System.Collections.Frozen;

namespace Faceptor.Serialization;

/// <summary>Element types by their names in safetensors files.</summary>
internal static class SafeTensorsTypes
{
    public static FrozenDictionary<string, ElementType> ByName { get; } = new Dictionary<string, ElementType>
    {
        ["BOOL"] = ElementType.Bool,
        ["U8"] = ElementType.Byte,
        ["I8"] = ElementType.Int8,
        ["I16"] = ElementType.Int16,
        ["I32"] = ElementType.Int32,
        ["I64"] = ElementType.Int64,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["F32"] = ElementType.Float32,
        ["F64"] = ElementType.Float64,
    }.ToFrozenDictionary();

    public static string NameOf(ElementType type) =>
        ByName.FirstOrDefault(pair => pair.Value == type).Key
        ?? throw new ArgumentException($"safetensors has no element type for {type}.", nameof(type));

    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Bool or ElementType.Byte or ElementType.Int8 => 1,
        ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.Float32 => 4,
        _ => 8,
    };
}
