using System.Numerics;

namespace Faceptor.Serialization.Pickles;

/// <summary>
/// Counts the memory that a pickle's values take and stops one that asks for more than a real one would: an instruction
/// of one byte can make an object of a hundred.
/// </summary>
internal sealed class PickleBudget(PickleCursor cursor)
{
    /// <summary>A list, a tuple or a mapping without what is in it, and its place where the tree is checked.</summary>
    public const int Container = 96;

    /// <summary>A pair of a mapping, or a place in the memo.</summary>
    public const int Pair = 64;

    /// <summary>An element of a list or of the stack, with the room that grows ahead of it.</summary>
    public const int Element = 16;

    private const long FreeBytes = 96L << 20;
    private const int BytesPerByte = 2;

    private long _spent;

    /// <summary>Takes memory for values.</summary>
    /// <exception cref="FormatException">The pickle has used up what a file of its size may take.</exception>
    public void Spend(long numBytes)
    {
        _spent += numBytes;
        if (_spent > FreeBytes + ((long)BytesPerByte * cursor.Position))
        {
            throw new FormatException(
                $"its values take more than {_spent >> 20} MB of memory in the first {cursor.Position} bytes; "
                + "no real file's do, so it is refused.");
        }
    }

    /// <summary>Takes memory for a value that stands in the stream.</summary>
    public void Spend(object? value) => Spend(value switch
    {
        null => 0,
        string text => 40 + (2L * text.Length),
        byte[] bytes => 32 + bytes.Length,
        BigInteger integer => 64 + integer.GetByteCount(),
        _ => 24,
    });

    /// <summary>Takes memory for a container.</summary>
    public void SpendContainer(int count, int each) => Spend(Container + ((long)each * count));
}
