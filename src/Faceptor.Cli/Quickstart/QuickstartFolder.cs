using Faceptor.Cli.Commands;
using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;
using Faceptor.Training.Checkpoints;

namespace Faceptor.Cli.Quickstart;

/// <summary>The folder of a quickstart: what is where, and whose it is.</summary>
internal sealed class QuickstartFolder
{
    private const string MarkerName = ".faceptor-quickstart";
    private const string FilesName = ".faceptor-quickstart-data";
    private const string KeptName = "data.kept";

    private readonly string _root;

    private QuickstartFolder(string root) => _root = root;

    /// <summary>The drawn datasets.</summary>
    public string Data => Path.Combine(_root, "data");

    /// <summary>Weights, log and options of the first stage.</summary>
    public string FirstStage => Path.Combine(_root, "stage1");

    /// <summary>Weights, log, options and scores of the second stage: the result.</summary>
    public string SecondStage => Path.Combine(_root, "run");

    /// <summary>Predictions of held-out pictures.</summary>
    public string Predictions => Path.Combine(_root, "predictions");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(_root, "report.html");

    /// <summary>Refuses a folder where something would be lost. Changes nothing.</summary>
    /// <param name="root">The folder; it need not exist.</param>
    /// <param name="overwrites">Whether a former quickstart may be removed.</param>
    /// <exception cref="OptionsException">Something is there.</exception>
    public static void RequireFree(string root, bool overwrites)
    {
        var isFormer = File.Exists(Path.Combine(root, MarkerName));
        if (File.Exists(root) || (!isFormer && Directory.Exists(root) && Holds(root)))
        {
            throw new OptionsException(
                "--out",
                $"{MessageText.Place(root)} holds something that is not a former quickstart; nothing was removed. Name "
                + "another folder or remove it.");
        }

        var folder = new QuickstartFolder(root);
        if (isFormer && !overwrites && folder.Parts.FirstOrDefault(Path.Exists) is { } part)
        {
            throw new OptionsException(
                "--out",
                $"{MessageText.Place(root)} holds a former quickstart ({Path.GetFileName(part)} and more); name another "
                + "folder, or add --overwrite to remove it.");
        }

        OutputFolder.RequireWritable(root);
    }

    /// <summary>Makes the folder empty; a former quickstart goes, anything else stays.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="overwrites">Whether a former quickstart may be removed.</param>
    /// <exception cref="OptionsException">Something is there that would be lost.</exception>
    public static QuickstartFolder Prepare(string root, bool overwrites = false)
    {
        RequireFree(root, overwrites);
        var folder = new QuickstartFolder(root);
        Directory.CreateDirectory(root);
        folder.RemoveData();
        RemoveRun(folder.FirstStage);
        RemoveRun(folder.SecondStage);
        RemovePredictions(folder.Predictions);
        File.Delete(folder.Report);
        AtomicFile.WriteText(
            Path.Combine(root, MarkerName),
            "This folder was written by 'faceptor quickstart', which replaces its own parts of it with --overwrite.\n");
        return folder;
    }

    /// <summary>Notes which files were drawn: these are removed one day, and nothing that came beside them.</summary>
    public void NoteData() => AtomicFile.WriteText(
        Path.Combine(_root, FilesName),
        string.Join('\n', Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Data, path))
            .Order(StringComparer.Ordinal)));

    private string[] Parts => [Data, FirstStage, SecondStage, Predictions, Report];

    private static bool Holds(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Any(path => Path.GetFileName(path) != FolderLock.FileName);

    // Drawn sets appear as a whole, and are noted at once; only a process that died in between left no list.
    private void RemoveData()
    {
        var list = Path.Combine(_root, FilesName);
        if (!Directory.Exists(Data))
        {
            return;
        }

        if (!File.Exists(list))
        {
            Directory.Delete(Data, recursive: true);
            return;
        }

        foreach (var name in File.ReadLines(list).Where(name => !name.Contains("..", StringComparison.Ordinal)))
        {
            File.Delete(Path.Combine(Data, name));
        }

        foreach (var folder in Directory.GetDirectories(Data, "*", SearchOption.AllDirectories)
            .OrderByDescending(path => path.Length)
            .Append(Data))
        {
            RemoveEmpty(folder);
        }

        File.Delete(list);
        if (Directory.Exists(Data))
        {
            var kept = Path.Combine(_root, KeptName);
            Directory.Move(Data, Path.Exists(kept) ? $"{kept}-{Guid.NewGuid():N}" : kept);
        }
    }

    private static void RemoveRun(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // The quickstart's own marker vouches for runs of versions that wrote none into them.
        RunFolder.Claim(folder);
        RunFolder.RemoveResults(folder);
    }

    private static void RemovePredictions(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        FormerPredictions.Remove(
            [.. Directory.GetFiles(folder, "*.json").Where(FormerPredictions.IsPrediction)], folder);
        RemoveEmpty(folder);
    }

    private static void RemoveEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
