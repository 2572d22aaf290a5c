using System.Globalization;
using System.Text.RegularExpressions;

namespace Faceptor.Training.Checkpoints;

/// <summary>How the folders of checkpoints are called, and how they go without anything of somebody else.</summary>
internal static partial class CheckpointFolders
{
    /// <summary>Ends the name of a folder that is being written or removed.</summary>
    public const string PartSuffix = ".part";

    private const string Prefix = "step-";
    private const string DamagedSuffix = ".damaged";
    private const string KeptSuffix = ".kept";

    private static readonly string[] OwnFiles =
        [TrainingFiles.Weights, TrainingFiles.State, TrainingFiles.Checkpoint, TrainingFiles.Checksum];

    /// <summary>Name of a step's folder.</summary>
    public static string NameOf(int step) => Prefix + step.ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>The step whose name a folder has; null for any other name.</summary>
    public static int? StepOf(string folder)
    {
        var name = Path.GetFileName(folder);
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(name[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            && name == NameOf(step)
                ? step
                : null;
    }

    /// <summary>Whether a folder has one of the names that this project gives below the folder of checkpoints.</summary>
    public static bool IsOwn(string folder) => OwnName().IsMatch(Path.GetFileName(folder));

    /// <summary>Whether a folder was being written, or removed, when its process died.</summary>
    public static bool IsPart(string folder) => IsOwn(folder) && folder.EndsWith(PartSuffix, StringComparison.Ordinal);

    /// <summary>Gives a damaged checkpoint a name that is never taken for one.</summary>
    /// <returns>Its new path.</returns>
    public static string SetAside(string folder)
    {
        var aside = Free(folder + DamagedSuffix);
        Directory.Move(folder, aside);
        return aside;
    }

    /// <summary>
    /// Removes a checkpoint's own files, and its folder when nothing else is in it; else the folder gets a name that
    /// says so. Whatever cannot be removed stays.
    /// </summary>
    public static void Discard(string folder)
    {
        try
        {
            if (new DirectoryInfo(folder).LinkTarget is null)
            {
                foreach (var file in Directory.GetFiles(folder).Where(IsOwnFile))
                {
                    File.Delete(file);
                }

                if (Directory.EnumerateFileSystemEntries(folder).Any())
                {
                    Directory.Move(folder, Free(Path.Combine(
                        Path.GetDirectoryName(folder)!, Path.GetFileName(folder).Split('.')[0] + KeptSuffix)));
                    return;
                }
            }

            Directory.Delete(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is left has no name of a checkpoint, or is found damaged; the next resume tries again.
        }
    }

    private static bool IsOwnFile(string path) =>
        Path.GetFileName(path) is var name
        && (OwnFiles.Contains(name)
            || (name.EndsWith(PartSuffix, StringComparison.Ordinal)
                && Array.Exists(OwnFiles, own => name.StartsWith(own, StringComparison.Ordinal))));

    private static string Free(string path)
    {
        var free = path;
        for (var number = 2; Path.Exists(free); number++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{path}-{number}");
        }

        return free;
    }

    [GeneratedRegex(@"^step-\d{8,}(\.[0-9a-f]+)?(\.part|\.damaged(-\d+)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnName();
}
