using System.Text;
using Faceptor.Core.Errors;

namespace Faceptor.Core.Serialization;

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
/// the pickle is one object here too. Memory stays within a small multiple of the pickle's size. Not for use by several
/// threads at once.
/// </remarks>
public sealed class PickleReader
{
    private const int HighestProtocol = 5;

    private readonly PickleCursor _cursor;
    private readonly PickleCalls _calls;
    private readonly Dictionary<long, object?> _memo = [];
    private readonly PickleStack _stack = new();

    /// <summary>Prepares to read.</summary>
    /// <param name="data">The pickle's bytes, one pickle or several in a row.</param>
    /// <param name="globals">The names the pickle may use.</param>
    /// <param name="persistentLoad">
    /// Finds the value that a persistent id stands for; null when the format has none.
    /// </param>
    public PickleReader(ReadOnlyMemory<byte> data, PickleGlobals globals, Func<object?, object?>? persistentLoad = null)
    {
        ArgumentNullException.ThrowIfNull(globals);
        _cursor = new PickleCursor(data);
        _calls = new PickleCalls(_cursor, globals, persistentLoad);
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
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(globals);
        _cursor = new PickleCursor(stream);
        _calls = new PickleCalls(_cursor, globals, persistentLoad);
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
                    _stack.Push(value);
                }
                else if (!Assemble(opcode) && !Recall(opcode) && !Name(opcode, position))
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
                _stack.Push(new List<object?>());
                break;
            case (byte)'l' or 0x91:
                _stack.Push(new List<object?>(_stack.PopToMark()));
                break;
            case (byte)')':
                _stack.Push(Array.Empty<object?>());
                break;
            case (byte)'t':
                _stack.Push(_stack.PopToMark());
                break;
            case 0x85 or 0x86 or 0x87:
                _stack.Push(_stack.Pop(opcode - 0x84));
                break;
            case (byte)'}':
                _stack.Push(new PickledDictionary());
                break;
            case (byte)'d':
                var items = _stack.PopToMark();
                SetItems(new PickledDictionary(), items, push: true);
                break;
            case (byte)'s':
                SetItems(null, _stack.Pop(2), push: false);
                break;
            case (byte)'u':
                SetItems(null, _stack.PopToMark(), push: false);
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

    // Instructions of the stream itself and of the memo.
    private bool Recall(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                var protocol = _cursor.ReadByte();
                if (protocol > HighestProtocol)
                {
                    throw new FormatException($"pickle protocols 0 to {HighestProtocol} are read, this is {protocol}.");
                }

                break;
            case 0x95:
                _cursor.ReadUInt64(); // Frames only help a reader that streams; their content follows as usual.
                break;
            case 0x98:
                break; // "The buffer on top is read-only": everything here is.
            case (byte)'p':
                _memo[MemoKey()] = _stack.Peek();
                break;
            case (byte)'q':
                _memo[_cursor.ReadByte()] = _stack.Peek();
                break;
            case (byte)'r':
                _memo[_cursor.ReadUInt32()] = _stack.Peek();
                break;
            case 0x94:
                _memo[_memo.Count] = _stack.Peek();
                break;
            case (byte)'g':
                _stack.Push(Memoized(MemoKey()));
                break;
            case (byte)'h':
                _stack.Push(Memoized(_cursor.ReadByte()));
                break;
            case (byte)'j':
                _stack.Push(Memoized(_cursor.ReadUInt32()));
                break;
            default:
                return false;
        }

        return true;
    }

    // Instructions that name something of the writing program.
    private bool Name(byte opcode, int position)
    {
        switch (opcode)
        {
            case (byte)'c':
                Push(_calls.Find(ReadLatin1Line(), ReadLatin1Line(), position));
                break;
            case 0x93:
                var names = _stack.Pop(2);
                Push(_calls.Find(ToText(names[0]), ToText(names[1]), position));
                break;
            case (byte)'i':
                var global = _calls.Find(ReadLatin1Line(), ReadLatin1Line(), position);
                _stack.Push(_calls.Call(global, _stack.PopToMark()));
                break;
            case (byte)'o':
                var parts = _stack.PopToMark();
                _stack.Push(parts.Length > 0
                    ? _calls.Call(parts[0], parts[1..])
                    : throw new FormatException("an object without a class."));
                break;
            case (byte)'R' or 0x81:
                var call = _stack.Pop(2);
                _stack.Push(_calls.Call(call[0], call[1]));
                break;
            case 0x92:
                var extended = _stack.Pop(3);
                _stack.Push(extended[2] is PickledDictionary { Count: 0 }
                    ? _calls.Call(extended[0], extended[1])
                    : throw new FormatException("calls with named arguments are not read."));
                break;
            case (byte)'b':
                var state = _stack.Pop();
                _calls.Charge(state);
                // Attributes of a mapping (EasyDict's double of its items, a state dict's metadata) are not content.
                (_stack.Peek() as IPickleState)?.SetState(state);
                break;
            case (byte)'P':
                _stack.Push(_calls.Load(ReadLatin1Line()));
                break;
            case (byte)'Q':
                _stack.Push(_calls.Load(_stack.Pop()));
                break;
            default:
                return false;
        }

        return true;
    }

    // Some names stand for a value, the others for themselves.
    private void Push(PickleGlobal global) => _stack.Push(global.Value ?? global);

    private void SetItems(PickledDictionary? target, object?[] items, bool push)
    {
        var mapping = target
            ?? _stack.Peek() as PickledDictionary
            ?? throw new FormatException("items for something that is no mapping.");
        if (items.Length % 2 != 0)
        {
            throw new FormatException("a key without a value.");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            mapping[items[i] ?? throw new FormatException("None as a key is not read.")] = items[i + 1];
        }

        if (push)
        {
            _stack.Push(mapping);
        }
    }

    private void Append(object?[] items)
    {
        var list = _stack.Peek() as List<object?>
            ?? throw new FormatException("elements for something that is no list.");
        list.AddRange(items);
    }

    private long MemoKey() =>
        PickleText.ParseInteger(_cursor.ReadLine(), Position) is long key
            ? key
            : throw new FormatException("a memo number is too large.");

    private object? Memoized(long key) =>
        _memo.TryGetValue(key, out var value) ? value : throw new FormatException($"memo number {key} was never set.");

    private string ReadLatin1Line() => Encoding.Latin1.GetString(_cursor.ReadLine()).TrimEnd('\r');

    private static string ToText(object? value) => value switch
    {
        string text => text,
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        _ => throw new FormatException("a module and a name were expected."),
    };
}
