using System.Runtime.InteropServices;

namespace Faceptor.Serialization.Pickles;

/// <summary>The value stack of the pickle machine, with its marks.</summary>
internal sealed class PickleStack(PickleBudget budget)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = new();
    private int _highest;
    private int _mostMarks;

    // Values below the latest mark belong to whoever set it.
    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    public void Clear()
    {
        _values.Clear();
        _marks.Clear();
    }

    public void Push(object? value)
    {
        _values.Add(value);
        if (_values.Count > _highest)
        {
            _highest = _values.Count;
            budget.Spend(PickleBudget.Element);
        }
    }

    public void PushMark()
    {
        _marks.Push(_values.Count);
        if (_marks.Count > _mostMarks)
        {
            _mostMarks = _marks.Count;
            budget.Spend(PickleBudget.Element);
        }
    }

    public object? Peek() => _values.Count > Floor ? _values[^1] : throw Empty();

    public object? Pop()
    {
        var value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    public object?[] Pop(int count)
    {
        if (_values.Count - Floor < count)
        {
            throw Empty();
        }

        return RemoveFrom(_values.Count - count);
    }

    public object?[] PopToMark() =>
        _marks.TryPop(out var mark)
            ? RemoveFrom(mark)
            : throw new FormatException("a mark was expected on the stack, there is none.");

    public void PopOrMark()
    {
        if (_values.Count > Floor)
        {
            _values.RemoveAt(_values.Count - 1);
        }
        else if (!_marks.TryPop(out _))
        {
            throw Empty();
        }
    }

    private object?[] RemoveFrom(int first)
    {
        var taken = CollectionsMarshal.AsSpan(_values)[first..].ToArray();
        _values.RemoveRange(first, taken.Length);
        return taken;
    }

    private static FormatException Empty() => new("a value was expected on the stack, there is none.");
}
