using Faceptor.Core.Tasks;

namespace Faceptor.Data.Loading;

/// <summary>What tells the random streams of a run apart; see <see cref="Augmentation.SeededRandom"/>.</summary>
internal static class StreamKeys
{
    /// <summary>The order of the samples.</summary>
    public const long Order = 1;

    /// <summary>What is done to a sample.</summary>
    public const long Sample = 2;

    /// <summary>Which sample takes the place of one that cannot be read.</summary>
    public const long Replacement = 3;

    /// <summary>A number for a task that is the same on every machine and in every run (FNV-1a of its id).</summary>
    public static long Of(FaceTask task)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var character in task.Id)
        {
            hash = (hash ^ character) * 0x100000001b3UL;
        }

        return (long)hash;
    }
}
