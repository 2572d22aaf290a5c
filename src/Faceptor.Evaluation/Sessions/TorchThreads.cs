using static TorchSharp.torch;

namespace Faceptor.Evaluation.Sessions;

/// <summary>
/// Lets libtorch compute with as many threads as a run that goes on did: sums are made in another order with others, so
/// the last bits depend on it.
/// </summary>
internal sealed class TorchThreads : IDisposable
{
    private readonly int _former = get_num_threads();

    /// <summary>Sets the number until it is disposed.</summary>
    public TorchThreads(int number) => Set(number);

    /// <summary>The number that a run goes on with.</summary>
    /// <param name="recorded">The number that it had; null when it did not say.</param>
    /// <param name="isProcessor">Whether it computes on the processor.</param>
    /// <returns>What it had, unless this machine has fewer processors or it computes elsewhere.</returns>
    public static int Choose(int? recorded, bool isProcessor) =>
        isProcessor && recorded is { } number && number > 0 && number <= Environment.ProcessorCount
            ? number
            : get_num_threads();

    /// <inheritdoc/>
    public void Dispose() => Set(_former);

    private static void Set(int number)
    {
        if (get_num_threads() != number)
        {
            set_num_threads(number);
        }
    }
}
