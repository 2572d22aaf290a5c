using static TorchSharp.torch;

namespace Faceptor.Distributed.Nccl;

/// <summary>NCCL's numbers for types and operations.</summary>
internal static class NcclTypes
{
    /// <summary>Adds.</summary>
    public const int Sum = 0;

    /// <summary>Takes the largest.</summary>
    public const int Max = 2;

    /// <summary>Bytes, for what is only moved.</summary>
    public const int Byte = 1;

    /// <summary>The number of a type that is computed with.</summary>
    /// <exception cref="ArgumentException">NCCL, or this project, does not compute with it.</exception>
    public static int Of(ScalarType type) => type switch
    {
        ScalarType.Int8 => 0,
        ScalarType.Byte or ScalarType.Bool => Byte,
        ScalarType.Int32 => 2,
        ScalarType.Int64 => 4,
        ScalarType.Float16 => 6,
        ScalarType.Float32 => 7,
        ScalarType.Float64 => 8,
        ScalarType.BFloat16 => 9,
        _ => throw new ArgumentException($"expected floating-point numbers or integers, got {type}.", nameof(type)),
    };
}
