using System.Collections.Immutable;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// Whose is what in an output folder: a run begins only where it replaces nothing that took time, and removes only what
/// a marker file says that this project wrote.
/// </summary>
internal static class RunFolder
{
    /// <summary>Refuses a folder where a new run would lose something. Changes nothing.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="overwrites">Whether the results of an earlier run may be removed.</param>
    /// <param name="inputs">Files and folders that the run reads: they must not be removed with an earlier run.</param>
    /// <exception cref="OptionsException">Something is there that would be lost.</exception>
    /// <exception cref="CheckpointException">The marker file cannot be read.</exception>
    public static void RequireFree(string folder, bool overwrites, params IEnumerable<string> inputs)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var results = TrainingFiles.FindResults(folder);
        if (!results.IsEmpty && !overwrites)
        {
            throw new OptionsException(
                "--out",
                $"{MessageText.Place(folder)} holds the results of an earlier run ({string.Join(", ", results)}); "
                + "name another folder, or add --overwrite to remove them.");
        }

        string[] present = [.. TrainingFiles.OfRun.Where(name => Exists(Path.Combine(folder, name)))];
        RequireOutside(folder, present, inputs);
        if (present.Except(Owned(folder)).ToArray() is { Length: > 0 } foreign)
        {
            throw new OptionsException(
                "--out",
                $"{MessageText.Place(folder)} holds {string.Join(", ", foreign)} without {TrainingFiles.Marker}, the "
                + "mark of what Faceptor wrote; nothing was removed. Name another folder, or move them away yourself.");
        }
    }

    /// <summary>Says that files of a folder are this project's, so that --overwrite may remove them.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="names">Names of files and folders in it; none stands for everything that a run writes.</param>
    /// <remarks>Call it before they are written: a process may die in between.</remarks>
    public static void Claim(string folder, params IEnumerable<string> names)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(names);
        RunMarker.Add(folder, names.Any() ? names : TrainingFiles.OfRun);
    }

    /// <summary>
    /// Removes the results of an earlier run that the marker file names. Files of others stay, also those in the
    /// folders of checkpoints.
    /// </summary>
    /// <param name="folder">The folder; it need not exist.</param>
    public static void RemoveResults(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var owned = Owned(folder).ToHashSet(StringComparer.Ordinal);
        foreach (var name in TrainingFiles.FindResults(folder).Where(owned.Contains))
        {
            var path = Path.Combine(folder, name);
            switch (name)
            {
                case TrainingFiles.CheckpointFolder:
                    RemoveCheckpoints(folder);
                    break;
                case TrainingFiles.DiagnosticFolder:
                    CheckpointFolders.Discard(path);
                    break;
                default:
                    File.Delete(path);
                    break;
            }
        }
    }

    /// <summary>Removes the checkpoints of a run that needs them no more, damaged and unfinished ones included.</summary>
    /// <param name="folder">The run's folder.</param>
    public static void RemoveCheckpoints(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var checkpoints = Path.Combine(folder, TrainingFiles.CheckpointFolder);
        foreach (var path in Directory.GetDirectories(checkpoints).Where(CheckpointFolders.IsOwn))
        {
            CheckpointFolders.Discard(path);
        }

        if (!Directory.EnumerateFileSystemEntries(checkpoints).Any() && new DirectoryInfo(checkpoints).LinkTarget is null)
        {
            Directory.Delete(checkpoints);
        }
    }

    private static void RequireOutside(string folder, string[] present, IEnumerable<string> inputs)
    {
        string[] removed = [.. present.Select(name => RealPath.Of(Path.Combine(folder, name)))];
        foreach (var input in inputs)
        {
            var real = RealPath.Of(input);
            if (Array.Exists(removed, path => RealPath.IsInside(real, path)))
            {
                throw new OptionsException(
                    "--out",
                    $"{MessageText.Place(input)} would be removed with the earlier run or replaced, and this run reads "
                    + "it; name another folder with --out, or copy it elsewhere first.");
            }
        }
    }

    // Runs of versions without a marker: their options vouch for what costs nothing to replace.
    private static IEnumerable<string> Owned(string folder)
    {
        if (RunMarker.Find(folder) is { } marker)
        {
            return marker.Entries;
        }

        try
        {
            RunRecordFile.Read(Path.Combine(folder, TrainingFiles.Options));
            return TrainingFiles.OfRun.Except(TrainingFiles.Results);
        }
        catch (CheckpointException)
        {
            return [];
        }
    }

    // Also links that lead nowhere now: what they lead to may be back tomorrow.
    private static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
