using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Faceptor.Serialization.Pickles;

/// <summary>A numpy array as it stands in a pickle.</summary>
internal sealed class PickledArray : IPickleState
{
    internal PickledArray()
    {
    }

    /// <summary>Element type.</summary>
    public PickledDType DType { get; private set; } = PickledDType.Bytes;

    /// <summary>Sizes of the dimensions; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; private set; } = [0];

    /// <summary>
    /// Whether the first index runs fastest in <see cref="Data"/> (Fortran order) instead of the last.
    /// </summary>
    public bool IsFortranOrder { get; private set; }

    /// <summary>The elements' bytes, as stored.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    /// <summary>Number of elements.</summary>
    public int Length => Data.Length / DType.ItemSize;

    /// <inheritdoc/>
    public void SetState(object? state)
    {
        if (state is not IReadOnlyList<object?> { Count: 5 } parts
            || parts[1] is not IReadOnlyList<object?> shape
            || parts[2] is not PickledDType dtype)
        {
            throw new FormatException("a numpy array takes (version, shape, dtype, order, data), got something else.");
        }

        // numpy writes the data as text when Python 3 reads and rewrites a Python 2 array.
        var data = parts[4] switch
        {
            byte[] bytes => bytes,
            string text => Encoding.Latin1.GetBytes(text),
            _ => throw new FormatException("a numpy array's data are bytes, got something else."),
        };
        Fill(dtype, shape, data, parts[3] is true or 1L);
    }

    /// <summary>One element of an array of integers or booleans.</summary>
    /// <param name="index">Position in C order: the last dimension runs fastest, whatever the storage order.</param>
    /// <returns>The value; booleans are 0 and 1.</returns>
    /// <exception cref="InvalidOperationException">
    /// The elements are floating-point numbers that are not whole.
    /// </exception>
    public long GetInt64(int index)
    {
        var dtype = DType;
        var bytes = Element(index);
        var big = dtype.IsBigEndian;
        return (dtype.Kind, dtype.ItemSize) switch
        {
            ('b', _) => bytes[0] == 0 ? 0 : 1,
            ('u', 1) => bytes[0],
            ('i', 1) => (sbyte)bytes[0],
            ('u', 2) => big
                ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
                : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ('i', 2) => big
                ? BinaryPrimitives.ReadInt16BigEndian(bytes)
                : BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ('u', 4) => big
                ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
                : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ('i', 4) => big
                ? BinaryPrimitives.ReadInt32BigEndian(bytes)
                : BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ('u' or 'i', _) => big
                ? BinaryPrimitives.ReadInt64BigEndian(bytes)
                : BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => ToWhole(GetDouble(index)),
        };
    }

    /// <summary>One element of an array of numbers.</summary>
    /// <param name="index">Position in C order: the last dimension runs fastest, whatever the storage order.</param>
    public double GetDouble(int index)
    {
        var dtype = DType;
        if (dtype.Kind != 'f')
        {
            return GetInt64(index);
        }

        var bytes = Element(index);
        return (dtype.ItemSize, dtype.IsBigEndian) switch
        {
            (4, true) => BinaryPrimitives.ReadSingleBigEndian(bytes),
            (4, false) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            (_, true) => BinaryPrimitives.ReadDoubleBigEndian(bytes),
            (_, false) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };
    }

    internal static object ScalarFromCall(IReadOnlyList<object?> arguments)
    {
        if (arguments is not [PickledDType dtype, byte[] data])
        {
            throw new FormatException("a numpy number takes (dtype, bytes), got something else.");
        }

        var array = new PickledArray();
        array.Fill(dtype, [], data, isFortranOrder: false);
        return dtype.Kind switch
        {
            'b' => array.GetInt64(0) != 0,
            'f' => array.GetDouble(0),
            _ => array.GetInt64(0),
        };
    }

    internal static object FromBufferCall(IReadOnlyList<object?> arguments)
    {
        if (arguments is not [byte[] data, PickledDType dtype, IReadOnlyList<object?> shape, string order])
        {
            throw new FormatException("a numpy buffer takes (bytes, dtype, shape, order), got something else.");
        }

        var array = new PickledArray();
        array.Fill(dtype, shape, data, order == "F");
        return array;
    }

    private static long ToWhole(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 1L << 53
            ? (long)value
            : throw new InvalidOperationException($"a whole number was expected, {value} is stored.");

    private void Fill(PickledDType dtype, IReadOnlyList<object?> shape, byte[] data, bool isFortranOrder)
    {
        var sizes = ImmutableArray.CreateBuilder<int>(shape.Count);
        long numBytes = dtype.ItemSize;
        foreach (var size in shape)
        {
            if (size is not (long and >= 0 and <= int.MaxValue))
            {
                throw new FormatException($"a numpy shape is made of sizes, got '{size}'.");
            }

            sizes.Add((int)(long)size);
            // Bounded after each step, so that the product cannot overflow.
            numBytes = Math.Min(numBytes * (long)size, int.MaxValue);
        }

        if (numBytes != data.Length)
        {
            throw new FormatException(
                $"a numpy array of {dtype} and shape ({string.Join(", ", sizes)}) does not take {data.Length} bytes.");
        }

        DType = dtype;
        Shape = sizes.MoveToImmutable();
        Data = data;
        IsFortranOrder = isFortranOrder;
    }

    private ReadOnlySpan<byte> Element(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        if (IsFortranOrder)
        {
            var (rest, stored, stride) = (index, 0, Length);
            for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
            {
                stride /= Shape[dimension];
                stored += rest % Shape[dimension] * stride;
                rest /= Shape[dimension];
            }

            index = stored;
        }

        return Data.Span.Slice(index * DType.ItemSize, DType.ItemSize);
    }
}
