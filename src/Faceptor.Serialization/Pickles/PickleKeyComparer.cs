namespace Faceptor.Serialization.Pickles;

/// <summary>
/// Compares the keys of a pickle. The hash codes of numbers are mixed with a secret of the process: .NET's own can be
/// chosen by whoever writes the file, and a hundred thousand equal ones make a mapping take minutes.
/// </summary>
internal sealed class PickleKeyComparer : IEqualityComparer<object>, IEqualityComparer<long>
{
    private PickleKeyComparer()
    {
    }

    public static PickleKeyComparer Instance { get; } = new();

    /// <inheritdoc/>
    public new bool Equals(object? x, object? y) => object.Equals(x, y);

    /// <inheritdoc/>
    public int GetHashCode(object obj) => obj switch
    {
        long number => Mix(number),
        double number => Mix(BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number)), // 0 and -0 are equal
        // Text is mixed by .NET; other objects are themselves, or few.
        _ => obj.GetHashCode(),
    };

    /// <inheritdoc/>
    public bool Equals(long x, long y) => x == y;

    /// <inheritdoc/>
    public int GetHashCode(long obj) => Mix(obj);

    // HashCode alone would fold the halves together before it mixes them.
    private static int Mix(long number) => HashCode.Combine((int)number, (int)(number >> 32));
}
