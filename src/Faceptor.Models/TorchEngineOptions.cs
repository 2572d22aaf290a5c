namespace Faceptor.Models;

/// <summary>Where and how a <see cref="TorchEngine"/> runs.</summary>
public sealed record TorchEngineOptions
{
    /// <summary>
    /// Where a loaded network runs: <c>cpu</c>, <c>cuda</c>, <c>cuda:N</c> with N from 0, or <c>auto</c> for the first
    /// CUDA device, or the processor where there is none. A model that is handed over stays where it is.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>
    /// Threads of one run on the processor; 0 for the number that libtorch has when the engine is made, by default one a
    /// core. With fewer threads than cores, runs of several callers go on side by side: one each gives the most answers a
    /// second, all cores the earliest single one. Set for the threads that run, and by libtorch for later threads that set
    /// none themselves.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>Finds what cannot work.</summary>
    /// <exception cref="OptionsException">A number is negative.</exception>
    internal void Validate()
    {
        if (Threads < 0)
        {
            throw new OptionsException("threads", $"expected 0 or a number of threads, got {Threads}.");
        }
    }
}
