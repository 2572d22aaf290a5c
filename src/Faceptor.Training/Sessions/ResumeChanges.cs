using System.Collections.Immutable;
using Faceptor.Training.Checkpoints;

namespace Faceptor.Training.Sessions;

/// <summary>
/// What is not as it was when a run that goes on was begun, one line each: with any of it, its last bits, or more, may
/// differ from those of the run that was let be.
/// </summary>
internal static class ResumeChanges
{
    private const string Consequence = "the last bits may differ from those of the run that was let be";

    /// <summary>Compares records.</summary>
    /// <param name="former">The run as its checkpoint describes it.</param>
    /// <param name="now">The run as it goes on.</param>
    /// <param name="format">The checkpoint's form; null without one.</param>
    public static ImmutableArray<string> Between(RunRecord former, RunRecord now, int? format)
    {
        var changes = ImmutableArray.CreateBuilder<string>();
        if (format < CheckpointManifest.CurrentFormat)
        {
            changes.Add(
                "the checkpoint was written by an earlier version: nothing vouches for its checkpoint.json but its own "
                + "content; weights and state are as their checksums say");
            changes.Add(
                "the run was begun by an earlier version: from here on a step has the rate of the one before, RandAugment "
                + "fills with the mean, parsing's jitter is normal, and identity is normalised as in verification; "
                + "begin anew to train as released");
        }

        Compare("threads that compute", former.NumThreads?.ToString(), now.NumThreads?.ToString(), Consequence);
        Compare("device", former.Device, now.Device, Consequence);
        Compare("vector instructions", former.VectorInstructions, now.VectorInstructions, Consequence);
        Compare("libtorch", former.TorchVersion, now.TorchVersion, Consequence);
        Compare("Faceptor", former.LibraryVersion, now.LibraryVersion, Consequence);
        foreach (var (task, fingerprint) in now.Fingerprints)
        {
            if (former.Fingerprints.TryGetValue(task, out var before))
            {
                Compare($"dataset of {task}", before, fingerprint, "its lists, labels or images were changed");
            }
        }

        return changes.ToImmutable();

        void Compare(string what, string? before, string? after, string consequence)
        {
            if (before is not null && before != after)
            {
                changes.Add($"{what}: {before} before, {after} now; {consequence}");
            }
        }
    }
}
