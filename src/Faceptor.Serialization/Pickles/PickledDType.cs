using System.Text;

namespace Faceptor.Serialization.Pickles;

/// <summary>Element type of a numpy array: booleans, integers and floating-point numbers.</summary>
internal sealed class PickledDType : IPickleState
{
    private PickledDType(char kind, int itemSize)
    {
        Kind = kind;
        ItemSize = itemSize;
    }

    /// <summary>numpy's letter: <c>b</c> bool, <c>i</c> signed, <c>u</c> unsigned, <c>f</c> floating point.</summary>
    public char Kind { get; }

    /// <summary>Bytes an element: 1, 2, 4 or 8.</summary>
    public int ItemSize { get; }

    /// <summary>Whether the bytes of an element stand from high to low.</summary>
    public bool IsBigEndian { get; private set; }

    /// <inheritdoc/>
    public void SetState(object? state)
    {
        if (state is not IReadOnlyList<object?> { Count: >= 2 } parts)
        {
            throw new FormatException("a numpy dtype takes (version, byte order, ...), got something else.");
        }

        var order = parts[1] switch
        {
            string text => text,
            byte[] bytes => Encoding.Latin1.GetString(bytes),
            _ => null,
        };
        IsBigEndian = order switch
        {
            "<" or "|" or "=" => false,
            ">" => true,
            _ => throw new FormatException($"a numpy byte order is '<', '>' or '|', got '{order}'."),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}{ItemSize}";

    /// <summary>Unsigned bytes, the type of an array that the pickle names but never fills.</summary>
    internal static PickledDType Bytes { get; } = new('u', 1);

    internal static PickledDType FromCall(IReadOnlyList<object?> arguments)
    {
        var code = arguments.Count == 0 ? null : arguments[0] switch
        {
            string text => text,
            byte[] bytes => Encoding.Latin1.GetString(bytes),
            _ => null,
        };
        return code switch
        {
            "b1" or "i1" or "i2" or "i4" or "i8" or "u1" or "u2" or "u4" or "u8" or "f4" or "f8"
                => new PickledDType(code[0], code[1] - '0'),
            _ => throw new FormatException(
                $"numpy arrays of booleans, integers, float32 and float64 are read, got '{code}'."),
        };
    }
}
