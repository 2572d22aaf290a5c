namespace Faceptor.Training;

/// <summary>How the samples of a task's batch are divided over the micro-batches of a step.</summary>
internal static class MicroBatches
{
    /// <summary>The samples of one micro-batch; some have none where samples are fewer than those.</summary>
    /// <param name="numSamples">Samples of the batch.</param>
    /// <param name="part">Which micro-batch, from 0.</param>
    /// <param name="numParts">Micro-batches of a step.</param>
    public static (int First, int Length) Of(int numSamples, int part, int numParts)
    {
        var first = (int)((long)numSamples * part / numParts);
        return (first, (int)((long)numSamples * (part + 1) / numParts) - first);
    }
}
