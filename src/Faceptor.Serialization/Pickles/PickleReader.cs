namespace Faceptor.Serialization.Pickles;

/// <summary>
/// Reads Python pickles of protocols 0 to 5 without running anything: names outside the allowed set are refused, and
/// the allowed ones make plain values.
/// </summary>
/// <remarks>
/// Values: null, <see cref="bool"/>, <see cref="long"/>, <see cref="System.Numerics.BigInteger"/> for integers beyond
/// it, <see cref="double"/>, <see cref="string"/>, <c>byte[]</c> (byte strings; in a Python 2 stream also its text),
/// <see cref="List{T}"/> of objects (list, set), <c>object[]</c> (tuple), <see cref="PickledDictionary"/>,
/// <see cref="PickledArray"/>, <see cref="PickledDType"/>, <see cref="PickleGlobal"/> (a name used as a value), and
/// what <see cref="PickleGlobals.With"/> and <see cref="PickleGlobals.WithValue"/> add. A value that is used twice in
/// the pickle is one object here too. Values take at most twice the pickle's size and 96 MB, and no keys of a file's
/// choice make it slow. Not for use by several threads at once.
/// </remarks>
internal sealed class PickleReader
{
    private const int HighestProtocol = 5;

    private readonly PickleCursor _cursor;
    private readonly PickleBudget _budget;
    private readonly PickleStack _stack;
    private readonly PickleMemo _memo;
    private readonly PickleCalls _calls;

    /// <summary>Prepares to read.</summary>
    /// <param name="data">The pickle's bytes, one pickle or several in a row.</param>
    /// <param name="globals">The names the pickle may use.</param>
    /// <param name="persistentLoad">
    /// Finds the value that a persistent id stands for; null when the format has none.
    /// </param>
    public PickleReader(ReadOnlyMemory<byte> data, PickleGlobals globals, Func<object?, object?>? persistentLoad = null)
        : this(new PickleCursor(data), globals, persistentLoad)
    {
    }

    /// <summary>Prepares to read pickles that stand at the head of a longer stream.</summary>
    /// <param name="stream">
    /// A stream that knows its length; read from its position on, a block further than the pickles reach. Stays open.
    /// </param>
    /// <param name="globals">The names the pickles may use.</param>
    /// <param name="persistentLoad">
    /// Finds the value that a persistent id stands for; null when the format has none.
    /// </param>
    public PickleReader(Stream stream, PickleGlobals globals, Func<object?, object?>? persistentLoad = null)
        : this(new PickleCursor(stream), globals, persistentLoad)
    {
    }

    internal PickleReader(PickleCursor cursor, PickleGlobals globals, Func<object?, object?>? persistentLoad)
    {
        ArgumentNullException.ThrowIfNull(globals);
        _cursor = cursor;
        _budget = new PickleBudget(cursor);
        _stack = new PickleStack(_budget);
        _memo = new PickleMemo(cursor, _stack, _budget);
        _calls = new PickleCalls(cursor, _stack, _budget, globals, persistentLoad);
    }

    /// <summary>
    /// Offset of the next byte to read, from where reading began: after <see cref="Read()"/>, the byte behind the
    /// pickle.
    /// </summary>
    public int Position => _cursor.Position;

    /// <summary>Reads a pickle that stands alone.</summary>
    /// <param name="data">The pickle's bytes.</param>
    /// <param name="globals">The names it may use.</param>
    /// <exception cref="PickleException">The pickle is broken, cut off, or uses a name outside the set.</exception>
    public static object? Read(ReadOnlyMemory<byte> data, PickleGlobals globals) =>
        new PickleReader(data, globals).Read();

    /// <summary>Reads the next pickle.</summary>
    /// <exception cref="PickleException">The pickle is broken, cut off, or uses a name outside the set.</exception>
    public object? Read()
    {
        _memo.Clear();
        _stack.Clear();
        while (true)
        {
            var position = _cursor.Position;
            var opcode = _cursor.ReadByte();
            try
            {
                if (opcode == '.')
                {
                    return _stack.Pop();
                }

                if (PickleValues.TryRead(_cursor, opcode, out var value))
                {
                    _budget.Spend(value);
                    _stack.Push(value);
                }
                else if (!Assemble(opcode) && !_memo.TryRun(opcode) && !_calls.TryRun(opcode, position)
                    && !PassOver(opcode))
                {
                    throw new FormatException($"unknown or unsupported instruction 0x{opcode:x2}; is this a pickle?");
                }
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException)
            {
                throw new PickleException(position, e.Message, e);
            }
        }
    }

    // Instructions that build containers from what is on the stack.
    private bool Assemble(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                _stack.PushMark();
                break;
            case (byte)'0':
                _stack.PopOrMark();
                break;
            case (byte)'1':
                _stack.PopToMark();
                break;
            case (byte)'2':
                _stack.Push(_stack.Peek());
                break;
            case (byte)']' or 0x8f:
                PushSequence(new List<object?>());
                break;
            case (byte)'l' or 0x91:
                PushSequence(new List<object?>(_stack.PopToMark()));
                break;
            case (byte)')':
                _stack.Push(Array.Empty<object?>());
                break;
            case (byte)'t':
                PushSequence(_stack.PopToMark());
                break;
            case 0x85 or 0x86 or 0x87:
                PushSequence(_stack.Pop(opcode - 0x84));
                break;
            case (byte)'}':
                PushMapping([]);
                break;
            case (byte)'d':
                PushMapping(_stack.PopToMark());
                break;
            case (byte)'s':
                SetItems(_stack.Pop(2));
                break;
            case (byte)'u':
                SetItems(_stack.PopToMark());
                break;
            case (byte)'a':
                Append(_stack.Pop(1));
                break;
            case (byte)'e' or 0x90:
                Append(_stack.PopToMark());
                break;
            default:
                return false;
        }

        return true;
    }

    // Instructions of the stream itself.
    private bool PassOver(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                var protocol = _cursor.ReadByte();
                if (protocol > HighestProtocol)
                {
                    throw new FormatException($"pickle protocols 0 to {HighestProtocol} are read, this is {protocol}.");
                }

                return true;
            case 0x95:
                _cursor.ReadUInt64(); // Frames only help a reader that streams; their content follows as usual.
                return true;
            case 0x98:
                return true; // "The buffer on top is read-only": everything here is.
            default:
                return false;
        }
    }

    private void PushSequence(IReadOnlyCollection<object?> items)
    {
        _budget.SpendContainer(items.Count, PickleBudget.Element);
        _stack.Push(items);
    }

    private void PushMapping(object?[] items)
    {
        _budget.Spend(PickleBudget.Container);
        _stack.Push(new PickledDictionary());
        SetItems(items);
    }

    private void SetItems(object?[] items)
    {
        var target = _stack.Peek();
        if (target is PickledOpaque)
        {
            return;
        }

        var mapping = target as PickledDictionary
            ?? throw new FormatException("items for something that is no mapping.");
        if (items.Length % 2 != 0)
        {
            throw new FormatException("a key without a value.");
        }

        _budget.Spend((long)PickleBudget.Pair * items.Length / 2);
        for (var i = 0; i < items.Length; i += 2)
        {
            mapping[items[i] ?? throw new FormatException("None as a key is not read.")] = items[i + 1];
        }
    }

    private void Append(object?[] items)
    {
        var target = _stack.Peek();
        if (target is PickledOpaque)
        {
            return;
        }

        var list = target as List<object?> ?? throw new FormatException("elements for something that is no list.");
        _budget.Spend((long)PickleBudget.Element * items.Length);
        list.AddRange(items);
    }
}
