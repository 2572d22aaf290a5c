using Faceptor.Data.Augmentation;

namespace Faceptor.Data.Loading;

/// <summary>What tells the random streams of a run apart; see <see cref="SeededRandom"/>.</summary>
internal static class RngStreams
{
    /// <summary>The order of the samples.</summary>
    public const long Order = 1;

    /// <summary>What is done to a sample.</summary>
    public const long Sample = 2;

    /// <summary>Which sample takes the place of one that cannot be read.</summary>
    public const long Replacement = 3;

    /// <summary>What is random in the network when it is run over a portion of a step.</summary>
    public const long Portion = 4;

    /// <summary>A number for a task that is the same on every machine and in every run.</summary>
    public static long Of(FaceTask task) => SeededRandom.SeedOf(task.Id);
}
