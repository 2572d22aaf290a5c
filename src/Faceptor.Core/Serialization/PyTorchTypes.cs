using System.Collections.Frozen;
using static TorchSharp.torch;

namespace Faceptor.Core.Serialization;

/// <summary>Element types by their names in PyTorch files.</summary>
internal static class PyTorchTypes
{
    /// <summary>Element type, name of the dtype, name of the class of its storages.</summary>
    private static readonly (ScalarType Type, string DType, string Storage)[] Known =
    [
        (ScalarType.Float32, "float32", "FloatStorage"),
        (ScalarType.Float64, "float64", "DoubleStorage"),
        (ScalarType.Float16, "float16", "HalfStorage"),
        (ScalarType.BFloat16, "bfloat16", "BFloat16Storage"),
        (ScalarType.Int64, "int64", "LongStorage"),
        (ScalarType.Int32, "int32", "IntStorage"),
        (ScalarType.Int16, "int16", "ShortStorage"),
        (ScalarType.Int8, "int8", "CharStorage"),
        (ScalarType.Byte, "uint8", "ByteStorage"),
        (ScalarType.Bool, "bool", "BoolStorage"),
        (ScalarType.ComplexFloat32, "complex64", "ComplexFloatStorage"),
        (ScalarType.ComplexFloat64, "complex128", "ComplexDoubleStorage"),
    ];

    public static FrozenDictionary<string, ScalarType> ByDType { get; } =
        Known.ToFrozenDictionary(known => known.DType, known => known.Type);

    public static FrozenDictionary<string, ScalarType> ByStorage { get; } =
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

    public static string StorageOf(ScalarType type) =>
        Array.Find(Known, known => known.Type == type).Storage
        ?? throw new ArgumentException($"PyTorch files have no element type for {type}.", nameof(type));

    public static string DTypeOf(ScalarType type) =>
        Array.Find(Known, known => known.Type == type).DType
        ?? throw new ArgumentException($"PyTorch files have no element type for {type}.", nameof(type));

    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Bool or ScalarType.Byte or ScalarType.Int8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
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
