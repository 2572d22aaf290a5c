using Faceptor.Data.Loading;
using Faceptor.Distributed;

namespace Faceptor.Training.Ranks;

/// <summary>Draws the samples of each step, unless all ranks agree to stop before it.</summary>
/// <param name="feed">This rank's samples; disposed with this.</param>
/// <param name="ranks">The ranks.</param>
/// <param name="waits">Whether ranks that agree wait for a device, so that they do so less often.</param>
internal sealed class AgreedFeed(BatchFeed feed, ICommunicator ranks, bool waits) : IDisposable
{
    private readonly RankAgreement _agreement = new(ranks, waits ? RankAgreement.DeviceInterval : 1);
    private bool _isSaveAgreed;

    /// <summary>Whether a checkpoint is due by the clock after the step that was drawn last.</summary>
    /// <param name="timer">Says it where there is one rank; several have agreed before the step.</param>
    public bool IsSaveDue(CheckpointTimer timer) => ranks.NumRanks == 1 ? timer.IsDue : _isSaveAgreed;

    /// <summary>The samples of a step; waits for the other ranks.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="timer">Says whether a checkpoint is due.</param>
    /// <param name="cancellationToken">Whether this rank is to stop.</param>
    /// <returns>Null where all stop.</returns>
    /// <exception cref="RanksFailedException">A rank cannot go on, so none does.</exception>
    public TaskBatch[]? Next(long step, CheckpointTimer timer, CancellationToken cancellationToken)
    {
        _isSaveAgreed = false;
        if (!_agreement.IsDue(step))
        {
            // Between two exchanges a rank of several does not stop by itself.
            return ranks.NumRanks == 1 ? Draw(cancellationToken) : feed.Next();
        }

        TaskBatch[]? batches = null;
        Exception? failure = null;
        try
        {
            batches = Draw(cancellationToken);
        }
        catch (Exception error)
        {
            failure = error;
        }

        (var stops, _isSaveAgreed) = _agreement.Exchange(batches is null && failure is null, timer.IsDue, failure);
        return stops ? null : batches;
    }

    /// <inheritdoc/>
    public void Dispose() => feed.Dispose();

    // Sources may end by the same token; cancellation therefore counts as such whichever of the two notices it first.
    private TaskBatch[]? Draw(CancellationToken cancellationToken)
    {
        try
        {
            return cancellationToken.IsCancellationRequested ? null : feed.Next();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
