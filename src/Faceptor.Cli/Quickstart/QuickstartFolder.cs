using Faceptor.Core.Errors;

namespace Faceptor.Cli.Quickstart;

/// <summary>The folder of a quickstart: what is where, and whose it is.</summary>
internal sealed class QuickstartFolder
{
    private const string MarkerName = ".faceptor-quickstart";

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

    /// <summary>Makes the folder empty; a former quickstart goes when it may, anything else is refused.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="overwrites">Whether a former quickstart may go.</param>
    /// <exception cref="OptionsException">Something else is there, or a former quickstart that has to stay.</exception>
    public static QuickstartFolder Prepare(string root, bool overwrites)
    {
        var folder = new QuickstartFolder(root);
        var marker = Path.Combine(root, MarkerName);
        var holdsSomething = Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any();
        if (File.Exists(root) || (holdsSomething && !File.Exists(marker)))
        {
            throw new OptionsException(
                "--out", $"{root} holds something that is not a former quickstart; name another folder or remove it.");
        }

        string[] parts = [folder.Data, folder.FirstStage, folder.SecondStage, folder.Predictions];
        if (!overwrites && parts.Append(folder.Report).FirstOrDefault(Path.Exists) is { } former)
        {
            throw new OptionsException(
                "--out",
                $"{root} holds a former quickstart ({Path.GetFileName(former)} and so on); name another folder, or add "
                + "--overwrite to remove it.");
        }

        OutputFolder.RequireWritable(root);

        // Only what a quickstart writes is removed: somebody may have put notes beside it.
        foreach (var part in parts.Where(Directory.Exists))
        {
            Directory.Delete(part, recursive: true);
        }

        Directory.CreateDirectory(root);
        File.Delete(folder.Report);
        File.WriteAllText(marker, "This folder was written by 'faceptor quickstart', which may replace it.\n");
        return folder;
    }
}
