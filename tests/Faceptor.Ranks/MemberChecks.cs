using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Ranks;

/// <summary>Every member of a communicator against known values; an exception says what differs.</summary>
internal static class MemberChecks
{
    /// <summary>Calls all members. Every rank calls it.</summary>
    public static void Run(ICommunicator communicator)
    {
        using var scope = NewDisposeScope();
        Sums(communicator);
        BegunSums(communicator);
        Maxima(communicator);
        Broadcasts(communicator);
        Gathers(communicator);
        Scatters(communicator);
        communicator.Barrier();
    }

    private static void Sums(ICommunicator communicator)
    {
        foreach (var (type, length) in Addends.Cases)
        {
            var own = Addends.Of(communicator.Rank, type, length);
            communicator.Sum(own);
            Same(Addends.Sum(communicator.NumRanks, type, length), own, $"sum of {length} {type}");
        }

        var table = Addends.Of(communicator.Rank, ScalarType.Float32, 60).view(3, 4, 5);
        communicator.Sum(table);
        Same(Addends.Sum(communicator.NumRanks, ScalarType.Float32, 60).view(3, 4, 5), table, "sum of a table");

        var nothing = zeros(0, dtype: ScalarType.Float32);
        communicator.Sum(nothing);
    }

    // Sums end in the order in which they were begun, whatever their sizes, beside the caller's own work.
    private static void BegunSums(ICommunicator communicator)
    {
        int[] lengths = [400_001, 3, 90_000];
        var own = lengths.Select(length => Addends.Of(communicator.Rank, ScalarType.Float32, length)).ToArray();
        var tasks = own.Select(communicator.BeginSum).ToArray();
        tasks[2].Wait();
        Require(tasks.All(task => task.IsCompletedSuccessfully), "sums that were begun before another ended after it");
        for (var index = 0; index < lengths.Length; index++)
        {
            Same(Addends.Sum(communicator.NumRanks, ScalarType.Float32, lengths[index]), own[index], $"begun sum {index}");
        }
    }

    private static void Maxima(ICommunicator communicator)
    {
        var (rank, last) = (communicator.Rank, communicator.NumRanks - 1);
        var floats = tensor(new[] { rank, -rank, 0.5f });
        communicator.Max(floats);
        Same(tensor(new[] { last, 0, 0.5f }), floats, "largest of float32");

        var integers = tensor(new[] { (long)rank << 40, -rank });
        communicator.Max(integers);
        Same(tensor(new[] { (long)last << 40, 0 }), integers, "largest of int64");

        var flags = tensor(new[] { rank == last, false });
        communicator.Max(flags);
        Same(tensor(new[] { true, false }), flags, "largest of flags");
    }

    private static void Broadcasts(ICommunicator communicator)
    {
        for (var root = 0; root < communicator.NumRanks; root++)
        {
            var own = Addends.Of(communicator.Rank, ScalarType.Float32, 700_001);
            communicator.Broadcast(own, root);
            Same(Addends.Of(root, ScalarType.Float32, 700_001), own, $"numbers of rank {root}");
        }

        // More bytes than are under way at once.
        var many = arange(5_000_003, dtype: ScalarType.Float32);
        var counted = communicator.Rank == 0 ? many.clone() : zeros_like(many);
        communicator.Broadcast(counted);
        Same(many, counted, "many numbers of rank 0");

        var text = tensor(new[] { (byte)communicator.Rank, (byte)7 });
        communicator.Broadcast(text);
        Same(tensor(new byte[] { 0, 7 }), text, "bytes of rank 0");
    }

    private static void Gathers(ICommunicator communicator)
    {
        var all = zeros([communicator.NumRanks * 2, 3], dtype: ScalarType.Int64);
        communicator.AllGather(full([2, 3], communicator.Rank, dtype: ScalarType.Int64), all);
        var expected = arange(communicator.NumRanks, dtype: ScalarType.Int64).repeat_interleave(6).view(-1, 3);
        Same(expected, all, "numbers of all ranks");
    }

    private static void Scatters(ICommunicator communicator)
    {
        var (rank, numRanks) = (communicator.Rank, communicator.NumRanks);
        foreach (var length in new[] { 1, 50_001 })
        {
            var own = zeros(length, dtype: ScalarType.Float32);
            communicator.ReduceScatter(Addends.Of(rank, ScalarType.Float32, numRanks * length).view(numRanks, length), own);
            var expected = Addends.Sum(numRanks, ScalarType.Float32, numRanks * length).narrow(0, rank * length, length);
            Same(expected, own, $"own part of the sum of {numRanks * length}");
        }
    }

    private static void Same(Tensor expected, Tensor actual, string what)
    {
        using var bytes = expected.contiguous();
        Require(
            expected.dtype == actual.dtype
                && expected.shape.SequenceEqual(actual.shape)
                && bytes.bytes.SequenceEqual(actual.bytes),
            what);
    }

    private static void Require(bool isTrue, string what)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException($"{what}: not as expected");
        }
    }
}
