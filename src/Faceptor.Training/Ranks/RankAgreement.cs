using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Training.Ranks;

/// <summary>What ranks tell each other before a step, so that all stop, save or fail at the same one.</summary>
/// <param name="ranks">The other ranks.</param>
/// <param name="interval">
/// Steps between two exchanges, which wait for the device: 1 on a processor.
/// </param>
internal sealed class RankAgreement(ICommunicator ranks, int interval)
{
    /// <summary>Steps between two exchanges on a GPU, whose work would otherwise be waited for in every step.</summary>
    public const int DeviceInterval = 10;

    /// <summary>Whether ranks speak before a step; between, a failure ends the rank that has it, and so all.</summary>
    public bool IsDue(long step) => ranks.NumRanks > 1 && step % interval == 0;

    /// <summary>Whether any rank wants to stop, or has failed; whether the first one wants a checkpoint.</summary>
    /// <param name="stops">Whether this rank was asked to stop.</param>
    /// <param name="saves">Whether a checkpoint is due here; the first rank's counts.</param>
    /// <param name="failure">Why this rank cannot go on; null when it can.</param>
    /// <exception cref="DistributedException">Another rank has failed; the message says which and why.</exception>
    /// <remarks>A failure of this rank is thrown as it is, when all have heard of it.</remarks>
    public (bool Stops, bool Saves) Exchange(bool stops, bool saves, Exception? failure)
    {
        using var scope = NewDisposeScope();
        // The lowest rank that failed is the one that is quoted.
        var failed = failure is null ? 0 : ranks.NumRanks - ranks.Rank;
        var said = tensor(new float[] { stops ? 1 : 0, saves && ranks.Rank == 0 ? 1 : 0, failed });
        ranks.Max(said);
        var answer = said.data<float>().ToArray();
        if (answer[2] > 0)
        {
            var culprit = ranks.NumRanks - (int)answer[2];
            var why = ranks.Tell(failure?.Message ?? string.Empty, culprit);
            throw new RanksFailedException(failure is not null
                ? failure
                : new DistributedException($"rank {culprit} of {ranks.NumRanks} cannot go on, so no rank does: {why}"));
        }

        return (answer[0] > 0, answer[1] > 0);
    }
}
