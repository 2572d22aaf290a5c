using Faceptor.Core.Tensors;
using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// Adds up tensors as <see cref="TreeSum"/> does, to the same bits, but takes each in blocks of rows: an addend that
/// can be added to something never exists as a whole.
/// </summary>
/// <remarks>At most one tensor a level of the tree is alive. Not for use by several threads at once.</remarks>
internal sealed class BlockTreeSum : IDisposable
{
    private readonly List<(int Level, Tensor Sum)> _parts = [];

    // How many of the last parts the present addend is added to.
    private int _numJoined;

    /// <summary>Number of whole addends so far.</summary>
    public int Count { get; private set; }

    /// <summary>Begins an addend; all its blocks follow, then <see cref="End"/>.</summary>
    /// <param name="like">Tells shape, type and device, the same every time.</param>
    public void Begin(Tensor like)
    {
        _numJoined = 0;
        while (_numJoined < _parts.Count && _parts[^(_numJoined + 1)].Level == _numJoined)
        {
            _numJoined++;
        }

        if (_numJoined == 0)
        {
            _parts.Add((0, empty_like(like, requires_grad: false).DetachFromDisposeScope()));
        }
    }

    /// <summary>Adds a block.</summary>
    /// <param name="first">Its first row.</param>
    /// <param name="block">Its rows; not disposed here.</param>
    public void Put(long first, Tensor block)
    {
        ArgumentNullException.ThrowIfNull(block);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor Rows(int part) => _parts[^part].Sum.narrow(0, first, block.size(0));
        if (_numJoined == 0)
        {
            Rows(1).copy_(block);
            return;
        }

        var sum = block;
        for (var part = 1; part <= _numJoined; part++)
        {
            sum = Rows(part).PlusInPlace(sum);
        }
    }

    /// <summary>Ends an addend.</summary>
    public void End()
    {
        Count++;
        if (_numJoined == 0)
        {
            return;
        }

        foreach (var (_, sum) in _parts[^(_numJoined - 1)..])
        {
            sum.Dispose();
        }

        _parts.RemoveRange(_parts.Count - _numJoined + 1, _numJoined - 1);
        _parts[^1] = (_numJoined, _parts[^1].Sum);
    }

    /// <summary>The sum of all addends, after which there are none.</summary>
    /// <returns>Owned by the caller, outside of dispose scopes.</returns>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public Tensor Take()
    {
        if (_parts.Count == 0)
        {
            throw new InvalidOperationException("nothing was added up.");
        }

        using var quiet = no_grad();
        var sum = _parts[^1].Sum;
        for (var part = _parts.Count - 2; part >= 0; part--)
        {
            using var right = sum;
            sum = _parts[part].Sum.PlusInPlace(right);
        }

        _parts.Clear();
        Count = 0;
        return sum;
    }

    /// <summary>Frees all sums; another may begin.</summary>
    public void Clear()
    {
        _parts.ForEach(part => part.Sum.Dispose());
        _parts.Clear();
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
