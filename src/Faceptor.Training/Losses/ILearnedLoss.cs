namespace Faceptor.Training.Losses;

/// <summary>A loss with parameters whose backward pass leaves something behind.</summary>
internal interface ILearnedLoss
{
    /// <summary>
    /// Says how many samples the ranks' portions of the next round have; without, ranks that share the loss tell each
    /// other.
    /// </summary>
    /// <param name="numSamples">A number for each rank, the same on all.</param>
    void AnnounceRound(params ReadOnlySpan<int> numSamples);

    /// <summary>
    /// Frees what the backward pass has left and reports what went wrong in it; needed once after each.
    /// </summary>
    /// <exception cref="InvalidOperationException">The backward pass failed, as when memory runs out.</exception>
    void EndBackward();
}
