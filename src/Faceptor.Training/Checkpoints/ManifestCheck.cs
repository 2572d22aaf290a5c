namespace Faceptor.Training.Checkpoints;

/// <summary>What a manifest says, against itself and against the folder that it lies in.</summary>
internal static class ManifestCheck
{
    private static readonly string[] Needed = [TrainingFiles.Weights, TrainingFiles.State];

    /// <summary>The first thing that cannot be; null when there is none.</summary>
    /// <param name="manifest">A manifest that was read from JSON: its lists may hold nulls.</param>
    /// <param name="folder">Its folder; the name of a step's folder says which step.</param>
    public static string? FindProblem(CheckpointManifest manifest, string folder)
    {
        if (manifest.Files.IsDefault || manifest.Files.Any(file => file?.Name is null || file.Sha256 is null))
        {
            return "expected a list of files with names and checksums, something is missing in it.";
        }

        if (manifest.Files.FirstOrDefault(file => !IsFileName(file.Name)) is { } elsewhere)
        {
            return $"'{MessageText.Quote(elsewhere.Name)}' is no file name.";
        }

        var names = manifest.Files.Select(file => file.Name).ToArray();
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            return "its list of files names one of them twice.";
        }

        if (Needed.Except(names).FirstOrDefault() is { } missing)
        {
            return $"its list of files lacks {missing}.";
        }

        return RunProblem(manifest) ?? StepProblem(manifest, folder);
    }

    private static string? RunProblem(CheckpointManifest manifest)
    {
        if (manifest.Run?.Training is not { Tasks.IsDefaultOrEmpty: false } training
            || training.Tasks.Any(entry => entry?.Task is null))
        {
            return "expected a run with a recipe and tasks, something is missing in it.";
        }

        return manifest.Best.IsDefault || manifest.Best.Any(best => best?.Score is null)
            ? "expected a list of best scores, something is missing in it."
            : null;
    }

    private static string? StepProblem(CheckpointManifest manifest, string folder)
    {
        if (manifest.Info is not { } info || info.Step < 0 || info.Step > info.NumSteps
            || info.NumSteps != manifest.Run.Training.NumSteps)
        {
            return $"expected a step from 0 to {manifest.Run.Training.NumSteps}, got {manifest.Info?.Step} of "
                + $"{manifest.Info?.NumSteps}.";
        }

        if (CheckpointFolders.StepOf(folder) is { } step && step != info.Step)
        {
            return $"expected step {step} as its folder is called, got {info.Step}.";
        }

        return manifest.Elapsed < TimeSpan.Zero || manifest.SkippedSteps < 0
            ? $"expected a time and a number of skipped steps from 0 on, got {manifest.Elapsed} and "
                + $"{manifest.SkippedSteps}."
            : null;
    }

    // Names come from a file: they must not lead elsewhere, on any system.
    private static bool IsFileName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
