using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Distributed.Collectives;

/// <summary>Sums and gatherings over ranks, by messages between two of them and additions of our own.</summary>
/// <remarks>
/// Our choice instead of MPI's own operations: the order of additions depends on neither library nor transport nor size.
/// Every sum is a <see cref="TreeSum"/> over the ranks, (r0 + r1) + (r2 + r3), and formed once or from the same halves,
/// so that all ranks have the same bits. Large tensors are cut into a segment a rank, which adds what it receives from
/// all others and then hands it out: each rank sends less than twice the tensor's size. It goes by pieces, so that little
/// is held beside the tensor, and adds few enough numbers at once that libtorch does not spread them over threads: those
/// belong to the caller's computing.
/// </remarks>
internal sealed class PairwiseCollectives(IMessages messages)
{
    private const int MaxPieceLength = 1_024_000;
    private const int MaxBuffered = 16_000_000;
    private const int MaxAddition = 32_000;
    private const int SmallBytes = 1 << 16;

    private readonly bool _isPowerOfTwo = int.IsPow2(messages.NumRanks);

    private readonly int _pieceLength = Math.Clamp(MaxBuffered / messages.NumRanks, MaxAddition, MaxPieceLength);

    /// <summary>See <see cref="ICommunicator.Sum"/>; the tensor is on the CPU, as all here.</summary>
    public void Sum(Tensor tensor)
    {
        var flat = tensor.view(-1);
        if (_isPowerOfTwo && TensorMemory.NumBytes(flat) <= SmallBytes)
        {
            Double(flat, other => flat.PlusInPlace(other));
            return;
        }

        var length = (flat.numel() + messages.NumRanks - 1) / messages.NumRanks;
        ReduceSegments(flat, length);
        GatherSegments(flat, length);
    }

    /// <summary>See <see cref="ICommunicator.Max"/>.</summary>
    public void Max(Tensor tensor)
    {
        var flat = tensor.view(-1);
        if (_isPowerOfTwo)
        {
            Double(flat, other => flat.copy_(maximum(flat, other)));
            return;
        }

        var all = empty([messages.NumRanks, flat.numel()], dtype: flat.dtype);
        AllGather(flat, all);
        for (var rank = 0; rank < messages.NumRanks; rank++)
        {
            flat.copy_(maximum(flat, all[rank]));
        }
    }

    /// <summary>See <see cref="ICommunicator.AllGather"/>.</summary>
    public void AllGather(Tensor own, Tensor all)
    {
        var flat = all.view(-1);
        if (own.numel() > 0)
        {
            flat.narrow(0, messages.Rank * own.numel(), own.numel()).copy_(own.view(-1));
            GatherSegments(flat, own.numel());
        }
    }

    /// <summary>See <see cref="ICommunicator.ReduceScatter"/>.</summary>
    public void ReduceScatter(Tensor all, Tensor own)
    {
        var flat = all.view(-1);
        if (own.numel() > 0)
        {
            ReduceSegments(flat, own.numel());
            own.view(-1).copy_(flat.narrow(0, messages.Rank * own.numel(), own.numel()));
        }
    }

    /// <summary>See <see cref="ICommunicator.Broadcast"/>: twice as many ranks have it after each round.</summary>
    public void Broadcast(Tensor tensor, int root)
    {
        var (address, numBytes) = (TensorMemory.Address(tensor), TensorMemory.NumBytes(tensor));
        var turned = (messages.Rank - root + messages.NumRanks) % messages.NumRanks;
        for (var distance = 1; distance < messages.NumRanks; distance *= 2)
        {
            if (turned < distance && turned + distance < messages.NumRanks)
            {
                messages.Exchange(Turn(messages.Rank, distance), address, numBytes, IMessages.Nobody, 0, 0);
            }
            else if (turned >= distance && turned < 2 * distance)
            {
                messages.Exchange(IMessages.Nobody, 0, 0, Turn(messages.Rank, -distance), address, numBytes);
            }
        }
    }

    /// <summary>See <see cref="ICommunicator.Barrier"/>: after each round a rank knows of twice as many.</summary>
    public void Barrier()
    {
        for (var distance = 1; distance < messages.NumRanks; distance *= 2)
        {
            messages.Exchange(Turn(messages.Rank, distance), 0, 0, Turn(messages.Rank, -distance), 0, 0);
        }
    }

    // Recursive doubling: pairs, then pairs of pairs, each with all numbers.
    private void Double(Tensor flat, Action<Tensor> combine)
    {
        var other = empty_like(flat);
        var (own, received, numBytes) = (TensorMemory.Address(flat), TensorMemory.Address(other), TensorMemory.NumBytes(flat));
        for (var distance = 1; distance < messages.NumRanks; distance *= 2)
        {
            var partner = messages.Rank ^ distance;
            messages.Exchange(partner, own, numBytes, partner, received, numBytes);
            combine(other);
        }
    }

    // Leaves the sum of all ranks in this rank's segment.
    private void ReduceSegments(Tensor flat, long length)
    {
        var (rank, numRanks, size) = (messages.Rank, messages.NumRanks, flat.ElementSize);
        var received = empty([numRanks, _pieceLength], dtype: flat.dtype);
        var (address, buffer) = (TensorMemory.Address(flat), TensorMemory.Address(received));
        using var tree = new TreeSum();
        for (long offset = 0; offset < length; offset += _pieceLength)
        {
            using var scope = NewDisposeScope();
            var (begin, count) = Piece(rank, offset);
            for (var step = 1; step < numRanks; step++)
            {
                var (to, from) = (Turn(rank, step), Turn(rank, -step));
                var (sent, numSent) = Piece(to, offset);
                messages.Exchange(
                    to, address + (nint)(sent * size), numSent * size,
                    from, buffer + (nint)((long)from * _pieceLength * size), count * size);
            }

            for (long first = 0; first < count; first += MaxAddition)
            {
                var numAdded = Math.Min(count - first, MaxAddition);
                var own = flat.narrow(0, begin + first, numAdded);
                for (var index = 0; index < numRanks; index++)
                {
                    tree.Add(index == rank ? own.alias() : received[index].narrow(0, first, numAdded));
                }

                using var sum = tree.Take();
                if (rank > 0)
                {
                    own.copy_(sum);
                }
            }
        }

        (long Begin, long Count) Piece(int owner, long offset)
        {
            var begin = Math.Min((owner * length) + offset, flat.numel());
            var end = Math.Min(Math.Min((owner + 1) * length, (owner * length) + offset + _pieceLength), flat.numel());
            return (begin, Math.Max(end - begin, 0));
        }
    }

    // Hands every rank's segment to all others.
    private void GatherSegments(Tensor flat, long length)
    {
        var (address, size) = (TensorMemory.Address(flat), flat.ElementSize);
        var (own, numOwn) = Segment(messages.Rank);
        for (var step = 1; step < messages.NumRanks; step++)
        {
            var (to, from) = (Turn(messages.Rank, step), Turn(messages.Rank, -step));
            var (target, numReceived) = Segment(from);
            messages.Exchange(to, own, numOwn, from, target, numReceived);
        }

        (nint Address, long NumBytes) Segment(int owner)
        {
            var begin = Math.Min(owner * length, flat.numel());
            var end = Math.Min((owner + 1) * length, flat.numel());
            return (address + (nint)(begin * size), (end - begin) * size);
        }
    }

    private int Turn(int rank, int by) => (rank + by + messages.NumRanks) % messages.NumRanks;
}
