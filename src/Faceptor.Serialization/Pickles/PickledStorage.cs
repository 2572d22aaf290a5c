using Faceptor.Serialization.PyTorch;

namespace Faceptor.Serialization.Pickles;

/// <summary>
/// A run of bytes in a PyTorch file that one or several tensors are views of. Tensors that share memory in Python hold
/// the same object.
/// </summary>
internal sealed class PickledStorage
{
    internal PickledStorage(string key, string location, ElementType? type, long numBytes)
    {
        Key = key;
        Location = location;
        Type = type;
        NumBytes = numBytes;
    }

    /// <summary>The storage's name in the file.</summary>
    public string Key { get; }

    /// <summary>
    /// The device that held it, for example <c>cpu</c> or <c>cuda:0</c>; it is always read to the CPU.
    /// </summary>
    public string Location { get; }

    /// <summary>Element type; null when the file only counts bytes.</summary>
    public ElementType? Type { get; }

    /// <summary>Its size in bytes.</summary>
    public long NumBytes { get; }

    /// <summary>Number of elements, as the file counts.</summary>
    internal long NumElements => NumBytes / (Type is { } type ? PyTorchTypes.SizeOf(type) : 1);

    /// <summary>Where its bytes begin in the file.</summary>
    internal long Begin { get; set; } = -1;
}
