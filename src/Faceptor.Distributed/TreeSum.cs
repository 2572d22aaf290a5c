using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Distributed;

/// <summary>
/// Adds up tensors that come one after another as a binary tree, ((0 + 1) + (2 + 3)) + ..., whose inner nodes are what
/// ranks with 2, 4, ... of the addends each would have come to by themselves.
/// </summary>
/// <remarks>At most one tensor a level of the tree is alive. Not for use by several threads at once.</remarks>
internal sealed class TreeSum : IDisposable
{
    private readonly List<(int Level, Tensor Sum)> _parts = [];

    /// <summary>Number of addends so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a tensor, which belongs to the sum from here on and is changed by it.</summary>
    /// <param name="addend">Of the same shape every time; outside of dispose scopes.</param>
    public void Add(Tensor addend)
    {
        using var quiet = no_grad();
        Count++;
        var (level, sum) = (0, addend.DetachFromDisposeScope());
        while (_parts is [.., var (lower, left)] && lower == level)
        {
            sum = Join(left, sum);
            _parts.RemoveAt(_parts.Count - 1);
            level++;
        }

        _parts.Add((level, sum));
    }

    /// <summary>The sum of all addends, after which the tree is empty.</summary>
    /// <returns>Owned by the caller, outside of dispose scopes.</returns>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public Tensor Take()
    {
        if (_parts.Count == 0)
        {
            throw new InvalidOperationException("nothing was added up.");
        }

        using var quiet = no_grad();
        // Where their number is no power of two, what is left is added from the right: smaller subtrees first.
        var (_, sum) = _parts[^1];
        for (var part = _parts.Count - 2; part >= 0; part--)
        {
            sum = Join(_parts[part].Sum, sum);
        }

        _parts.Clear();
        Count = 0;
        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.ForEach(part => part.Sum.Dispose());
        _parts.Clear();
    }

    private static Tensor Join(Tensor left, Tensor right)
    {
        using (right)
        {
            left.PlusInPlace(right);
            return left;
        }
    }
}
