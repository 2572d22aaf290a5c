using System.Text;

namespace Faceptor.Serialization.Pickles;

/// <summary>Finds and calls the allowed names of a pickle, and the instructions for it.</summary>
/// <remarks>
/// Where a set keeps unknown names, whatever is made of one is that name again (<see cref="PickledOpaque"/>): nothing
/// is called, and its arguments and state are dropped.
/// </remarks>
internal sealed class PickleCalls(
    PickleCursor cursor,
    PickleStack stack,
    PickleBudget budget,
    PickleGlobals globals,
    Func<object?, object?>? persistentLoad)
{
    private long _copied;

    /// <summary>Runs an instruction that names something of the writing program; false for one of another kind.
    /// </summary>
    public bool TryRun(byte opcode, int position)
    {
        switch (opcode)
        {
            case (byte)'c':
                stack.Push(Find(ReadLatin1Line(), ReadLatin1Line(), position));
                break;
            case 0x93:
                var names = stack.Pop(2);
                stack.Push(Find(ToText(names[0]), ToText(names[1]), position));
                break;
            case (byte)'i':
                var global = Find(ReadLatin1Line(), ReadLatin1Line(), position);
                stack.Push(Call(global, stack.PopToMark()));
                break;
            case (byte)'o':
                var parts = stack.PopToMark();
                stack.Push(parts.Length > 0
                    ? Call(parts[0], parts[1..])
                    : throw new FormatException("an object without a class."));
                break;
            case (byte)'R' or 0x81:
                var call = stack.Pop(2);
                stack.Push(Call(call[0], call[1]));
                break;
            case 0x92:
                var extended = stack.Pop(3);
                stack.Push(extended[2] is PickledDictionary { Count: 0 } || extended[0] is PickledOpaque
                    ? Call(extended[0], extended[1])
                    : throw new FormatException("calls with named arguments are not read."));
                break;
            case (byte)'b':
                var state = stack.Pop();
                Charge(state);
                Build(stack.Peek(), state);
                break;
            case (byte)'P':
                stack.Push(Load(ReadLatin1Line()));
                break;
            case (byte)'Q':
                stack.Push(Load(stack.Pop()));
                break;
            default:
                return false;
        }

        return true;
    }

    // Some names stand for a value, the others for themselves.
    private object Find(string module, string name, int position)
    {
        if (globals.Find(module, name) is { } known)
        {
            return known.Value ?? known;
        }

        if (!globals.KeepsUnknown || ForbiddenNames.Contains(module, name))
        {
            throw new PickleException(
                position,
                $"the pickle asks for '{MessageText.Quote($"{module}.{name}")}', which is not among the allowed "
                + "names; nothing was run. "
                + "Use the file only if you know where it comes from, and save it again with plain values.");
        }

        budget.Spend(PickleBudget.Container + (2L * (module.Length + name.Length)));
        return new PickledOpaque(module, name);
    }

    private object? Call(object? target, object? arguments)
    {
        // What an unknown name makes, and what is made of it, is unknown too.
        if ((target as PickledOpaque ?? (target is PickleGlobal ? arguments as PickledOpaque : null)) is { } unknown)
        {
            return unknown;
        }

        if (target is not PickleGlobal { Call: { } factory } global || arguments is not object?[] values)
        {
            throw new FormatException($"'{MessageText.Quote($"{target}")}' cannot be called.");
        }

        foreach (var value in values)
        {
            Charge(value);
        }

        if (Array.Find(values, value => value is PickledOpaque) is { } among)
        {
            return among;
        }

        budget.SpendContainer(values.Length, PickleBudget.Element);
        try
        {
            return factory(values);
        }
        catch (FormatException) when (globals.KeepsUnknown && !global.IsTorch)
        {
            return new PickledOpaque(global.Module, global.Name); // for example numpy's dates
        }
    }

    private void Build(object? target, object? state)
    {
        // Attributes of a mapping (EasyDict's double of its items, a state dict's metadata) are not content.
        try
        {
            (target as IPickleState)?.SetState(state);
        }
        catch (FormatException) when (globals.KeepsUnknown)
        {
            // An array of what numpy alone knows, beside the weights; no tensor takes a state.
        }
    }

    private void Charge(object? value)
    {
        // Calls may copy their arguments; without a bound, many calls on one shared list would multiply a small file.
        long copied = value switch
        {
            IReadOnlyCollection<object?> items => items.Count + items.Sum(NumBytes),
            PickledDictionary mapping => mapping.Count,
            _ => NumBytes(value),
        };
        _copied += copied;
        if (_copied > 1_000_000 + (4L * cursor.Position))
        {
            throw new FormatException(
                "the pickle copies its own values over and over; no real file does, so it is refused.");
        }

        budget.Spend(value switch
        {
            IReadOnlyCollection<object?> items => PickleBudget.Element * (long)items.Count,
            PickledDictionary mapping => PickleBudget.Pair * (long)mapping.Count,
            _ => copied,
        });
    }

    private object? Load(object? id) =>
        persistentLoad is null
            ? throw new FormatException("the pickle refers to values outside itself, which this format does not have.")
            : persistentLoad(id);

    private string ReadLatin1Line() => Encoding.Latin1.GetString(cursor.ReadLine()).TrimEnd('\r');

    private static string ToText(object? value) => value switch
    {
        string text => text,
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        _ => throw new FormatException("a module and a name were expected."),
    };

    private static long NumBytes(object? value) => value switch
    {
        byte[] bytes => bytes.Length,
        string text => text.Length,
        _ => 1,
    };
}
