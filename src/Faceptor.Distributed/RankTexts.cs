using System.Text;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Distributed;

/// <summary>Texts of any length between ranks; every rank calls the same member.</summary>
internal static class RankTexts
{
    /// <summary>The text of one rank, on all.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="text">The text; only that of the root counts.</param>
    /// <param name="root">Whose.</param>
    public static string Tell(this ICommunicator ranks, string text, int root = 0) => ranks.Gather(
        ranks.Rank == root ? text : string.Empty)[root];

    /// <summary>The texts of all ranks, on all, in the order of the ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="text">This rank's.</param>
    public static string[] Gather(this ICommunicator ranks, string text)
    {
        if (ranks.NumRanks == 1)
        {
            return [text];
        }

        using var scope = NewDisposeScope();
        var bytes = Encoding.UTF8.GetBytes(text);
        var lengths = empty(ranks.NumRanks, ScalarType.Int64);
        ranks.AllGather(tensor(new[] { bytes.LongLength }), lengths);
        var numBytes = lengths.ToNumbers<long>();
        // A byte at least: some engines send nothing else.
        var most = Math.Max(1, numBytes.Max());
        var own = new byte[most];
        bytes.CopyTo(own, 0);
        var all = empty(most * ranks.NumRanks, ScalarType.Byte);
        ranks.AllGather(tensor(own), all);
        var sent = all.ToNumbers<byte>();
        return
        [
            .. numBytes.Select((count, rank) => Encoding.UTF8.GetString(sent, checked((int)(rank * most)), (int)count)),
        ];
    }
}

/// <summary>A failure that all ranks have heard of, at the same place: what they do about it, they do together.</summary>
/// <param name="failure">What this rank throws in the end.</param>
internal sealed class RanksFailedException(Exception failure) : Exception(failure.Message, failure);
