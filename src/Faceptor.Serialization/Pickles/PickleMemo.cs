namespace Faceptor.Serialization.Pickles;

/// <summary>What a pickle keeps under numbers to use it again, and the instructions for it.</summary>
internal sealed class PickleMemo(PickleCursor cursor, PickleStack stack, PickleBudget budget)
{
    private readonly Dictionary<long, object?> _values = new(PickleKeyComparer.Instance);

    public void Clear() => _values.Clear();

    /// <summary>Runs an instruction of the memo; false when the instruction is of another kind.</summary>
    public bool TryRun(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'p':
                Keep(TextKey());
                break;
            case (byte)'q':
                Keep(cursor.ReadByte());
                break;
            case (byte)'r':
                Keep(cursor.ReadUInt32());
                break;
            case 0x94:
                Keep(_values.Count);
                break;
            case (byte)'g':
                stack.Push(Recall(TextKey()));
                break;
            case (byte)'h':
                stack.Push(Recall(cursor.ReadByte()));
                break;
            case (byte)'j':
                stack.Push(Recall(cursor.ReadUInt32()));
                break;
            default:
                return false;
        }

        return true;
    }

    private void Keep(long key)
    {
        var value = stack.Peek();
        if (_values.TryAdd(key, value))
        {
            budget.Spend(PickleBudget.Pair);
        }
        else
        {
            _values[key] = value;
        }
    }

    private object? Recall(long key) =>
        _values.TryGetValue(key, out var value)
            ? value
            : throw new FormatException($"memo number {key} was never set.");

    private long TextKey() =>
        PickleText.ParseInteger(cursor.ReadLine(), cursor.Position) is long key
            ? key
            : throw new FormatException("a memo number is too large.");
}
