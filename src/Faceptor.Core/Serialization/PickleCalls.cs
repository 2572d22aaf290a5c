using Faceptor.Core.Errors;

namespace Faceptor.Core.Serialization;

/// <summary>Finds and calls the allowed names of a pickle.</summary>
internal sealed class PickleCalls(
    PickleCursor cursor, PickleGlobals globals, Func<object?, object?>? persistentLoad)
{
    private long _copied;

    public PickleGlobal Find(string module, string name, int position) =>
        globals.Find(module, name)
        ?? throw new PickleException(
            position,
            $"the pickle asks for '{MessageText.Quote($"{module}.{name}")}', which is not among the allowed names; "
            + "nothing was run. "
            + "Use the file only if you know where it comes from, and save it again with plain values.");

    public object? Call(object? target, object? arguments)
    {
        if (target is not PickleGlobal { Call: { } factory } || arguments is not object?[] values)
        {
            throw new FormatException($"'{MessageText.Quote($"{target}")}' cannot be called.");
        }

        foreach (var value in values)
        {
            Charge(value);
        }

        return factory(values);
    }

    public void Charge(object? value)
    {
        // Calls may copy their arguments; without a bound, many calls on one shared list would multiply a small file.
        _copied += value switch
        {
            IReadOnlyCollection<object?> items => items.Count + items.Sum(NumBytes),
            PickledDictionary mapping => mapping.Count,
            _ => NumBytes(value),
        };
        if (_copied > 1_000_000 + (16L * cursor.Position))
        {
            throw new FormatException(
                "the pickle copies its own values over and over; no real file does, so it is refused.");
        }
    }

    public object? Load(object? id) =>
        persistentLoad is null
            ? throw new FormatException("the pickle refers to values outside itself, which this format does not have.")
            : persistentLoad(id);

    private static long NumBytes(object? value) => value switch
    {
        byte[] bytes => bytes.Length,
        string text => text.Length,
        _ => 1,
    };
}
