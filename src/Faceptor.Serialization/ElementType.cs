namespace Faceptor.Serialization;

/// <summary>Element types of tensors in files, with TorchSharp's names.</summary>
internal enum ElementType
{
    /// <summary>8 bits without sign.</summary>
    Byte,

    /// <summary>8 bits with sign.</summary>
    Int8,

    /// <summary>16 bits with sign.</summary>
    Int16,

    /// <summary>32 bits with sign.</summary>
    Int32,

    /// <summary>64 bits with sign.</summary>
    Int64,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>IEEE single precision.</summary>
    Float32,

    /// <summary>IEEE double precision.</summary>
    Float64,

    /// <summary>Two numbers of single precision.</summary>
    ComplexFloat32,

    /// <summary>Two numbers of double precision.</summary>
    ComplexFloat64,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>The upper half of single precision.</summary>
    BFloat16,
}
