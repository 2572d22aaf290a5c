namespace Faceptor.Data.Loading;

/// <summary>In which order training draws the samples of a dataset.</summary>
public enum SampleOrder
{
    /// <summary>
    /// Pass by pass: every sample once, then every sample again in another order. What PyTorch's <c>RandomSampler</c>
    /// does, epoch by epoch.
    /// </summary>
    Passes,

    /// <summary>
    /// The list of samples is repeated until it is as long as the whole run, cut there, and shuffled as one: within a
    /// short time a sample may come twice and another not at all. Released configuration.
    /// </summary>
    WholeRun,
}
