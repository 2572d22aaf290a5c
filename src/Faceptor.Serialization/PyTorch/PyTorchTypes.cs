using System.Collections.Frozen;

namespace Faceptor.Serialization.PyTorch;

/// <summary>Element types by their names in PyTorch files.</summary>
internal static class PyTorchTypes
{
    /// <summary>Element type, name of the dtype, name of the class of its storages.</summary>
    private static readonly (ElementType Type, string DType, string Storage)[] Known =
    [
        (ElementType.Float32, "float32", "FloatStorage"),
        (ElementType.Float64, "float64", "DoubleStorage"),
        (ElementType.Float16, "float16", "HalfStorage"),
        (ElementType.BFloat16, "bfloat16", "BFloat16Storage"),
        (ElementType.Int64, "int64", "LongStorage"),
        (ElementType.Int32, "int32", "IntStorage"),
        (ElementType.Int16, "int16", "ShortStorage"),
        (ElementType.Int8, "int8", "CharStorage"),
        (ElementType.Byte, "uint8", "ByteStorage"),
        (ElementType.Bool, "bool", "BoolStorage"),
        (ElementType.ComplexFloat32, "complex64", "ComplexFloatStorage"),
        (ElementType.ComplexFloat64, "complex128", "ComplexDoubleStorage"),
    ];

    public static FrozenDictionary<string, ElementType> ByDType { get; } =
        Known.ToFrozenDictionary(known => known.DType, known => known.Type);

    public static FrozenDictionary<string, ElementType> ByStorage { get; } =
        Known.ToFrozenDictionary(known => known.Storage, known => known.Type);

    /// <summary>Names of dtypes that PyTorch has and TorchSharp cannot hold.</summary>
    public static IReadOnlyList<string> ForeignDTypes { get; } =
    [
        "uint16", "uint32", "uint64", "complex32", "qint8", "quint8", "qint32", "quint4x2", "quint2x4",
        "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu", "float4_e2m1fn_x2",
        .. Enumerable.Range(1, 7).SelectMany(bits => (IEnumerable<string>)[$"uint{bits}", $"int{bits}"]),
    ];

    /// <summary>Names of storages of such dtypes.</summary>
    public static IReadOnlyList<string> ForeignStorages { get; } =
        ["QInt8Storage", "QUInt8Storage", "QInt32Storage", "QUInt4x2Storage", "QUInt2x4Storage"];

    public static string StorageOf(ElementType type) =>
        Array.Find(Known, known => known.Type == type).Storage
        ?? throw new ArgumentException($"PyTorch files have no element type for {type}.", nameof(type));

    public static string DTypeOf(ElementType type) =>
        Array.Find(Known, known => known.Type == type).DType
        ?? throw new ArgumentException($"PyTorch files have no element type for {type}.", nameof(type));

    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Bool or ElementType.Byte or ElementType.Int8 => 1,
        ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.Float32 => 4,
        ElementType.Int64 or ElementType.Float64 or ElementType.ComplexFloat32 => 8,
        ElementType.ComplexFloat64 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "An element type that files cannot hold."),
    };

    /// <summary>
    /// Whether the bytes of a shape, its zeros taken as ones, can be counted in 63 bits: what libtorch needs of every
    /// shape, an empty one too.
    /// </summary>
    public static bool IsCountable(IEnumerable<long> shape, int elementSize)
    {
        Int128 numBytes = elementSize;
        foreach (var size in shape)
        {
            numBytes *= Math.Max(size, 1);
            if (numBytes > long.MaxValue)
            {
                return false;
            }
        }

        return true;
    }
}
