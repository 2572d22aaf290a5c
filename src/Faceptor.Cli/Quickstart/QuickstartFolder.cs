using System.Globalization;
using Faceptor.Cli.Predicting;
using Faceptor.Serialization;
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

    /// <summary>Predictions of held-out images.</summary>
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

        if (isFormer && folder.Parts.FirstOrDefault(IsLink) is { } link)
        {
            throw new OptionsException(
                "--out",
                $"{MessageText.Place(link)} is a link, and what it leads to may be anybody's; nothing was removed. "
                + "Name another folder, or remove the link.");
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
        string.Join('\n', Directory.EnumerateFiles(Data, "*", WithoutLinks)
            .Select(path => Path.GetRelativePath(Data, path))
            .Order(StringComparer.Ordinal)));

    /// <summary>Folders beside the drawn data with what was among them and is not known to be drawn.</summary>
    /// <param name="root">The folder of a quickstart; it need not exist.</param>
    public static string[] Kept(string root) =>
        Directory.Exists(root) ? Directory.GetDirectories(root, $"{KeptName}*") : [];

    private string[] Parts => [Data, FirstStage, SecondStage, Predictions, Report];

    private static EnumerationOptions WithoutLinks => new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static bool Holds(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Any(path => Path.GetFileName(path) != FolderLock.FileName);

    // What is not on the list, or has none because a process died or an older version drew, may be anybody's.
    private void RemoveData()
    {
        var list = Path.Combine(_root, FilesName);
        if (!Directory.Exists(Data))
        {
            return;
        }

        foreach (var path in Noted(list))
        {
            File.Delete(path);
        }

        foreach (var folder in Directory.GetDirectories(Data, "*", WithoutLinks)
            .OrderByDescending(path => path.Length)
            .Append(Data))
        {
            RemoveEmpty(folder);
        }

        File.Delete(list);
        if (Directory.Exists(Data))
        {
            Directory.Move(Data, FreeName());
        }
    }

    // A list that somebody changed, or a link that somebody put among the data, leads nowhere else.
    private IEnumerable<string> Noted(string list)
    {
        if (!File.Exists(list))
        {
            return [];
        }

        var data = Path.GetFullPath(Data);
        return PlainFile.ReadText(list).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => !Path.IsPathRooted(name) && !name.Contains('\0', StringComparison.Ordinal))
            .Select(name => Path.GetFullPath(Path.Combine(data, name.TrimEnd('\r'))))
            .Where(path => path.StartsWith(data + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && File.Exists(path)
                && !LeadsElsewhere(path, data));
    }

    private static bool LeadsElsewhere(string path, string data)
    {
        var folder = Path.GetDirectoryName(path)!;
        while (folder.Length > data.Length)
        {
            if (IsLink(folder))
            {
                return true;
            }

            folder = Path.GetDirectoryName(folder)!;
        }

        return false;
    }

    private string FreeName()
    {
        var free = Path.Combine(_root, KeptName);
        for (var number = 2; Path.Exists(free); number++)
        {
            free = Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{KeptName}-{number}"));
        }

        return free;
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

        ExistingOutputs.Remove(
            Directory.GetFiles(folder, "*.json").Where(ExistingOutputs.IsPrediction)
                .Select(file => Path.ChangeExtension(file, null)));
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
