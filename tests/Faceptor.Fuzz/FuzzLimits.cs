namespace Faceptor.Fuzz;

/// <summary>What reading one mutant may take; files are far below 64 MB.</summary>
/// <param name="Megabytes">Memory of the whole process at most, libtorch's own 200 MB included.</param>
/// <param name="ProcessorTime">Processor time at most.</param>
internal sealed record FuzzLimits(long Megabytes, TimeSpan ProcessorTime)
{
    /// <summary>The promise of this project.</summary>
    public static FuzzLimits Standard { get; } = new(512, TimeSpan.FromSeconds(10));
}
