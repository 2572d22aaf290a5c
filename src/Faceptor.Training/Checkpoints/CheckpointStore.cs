using System.Collections.Immutable;
using System.Text.Json;
using Faceptor.Serialization;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run, a folder each. One appears under its name only when all its files are on disk, and older
/// ones go only after that; so whenever a process or a machine dies, the newest complete one is there.
/// </summary>
/// <param name="outputFolder">The run's folder.</param>
internal sealed class CheckpointStore(string outputFolder)
{
    private readonly string _folder = Path.Combine(outputFolder, TrainingFiles.CheckpointFolder);

    /// <summary>Writes a checkpoint, then removes those that need not be kept, as far as the system lets it.</summary>
    /// <param name="manifest">What it says; its files are filled in here.</param>
    /// <param name="numKept">How many of the newest stay, besides those with a best score.</param>
    /// <param name="write">Writes the files into the folder it is given.</param>
    /// <returns>The checkpoint's folder. One of the same step that is there already stays as it is.</returns>
    /// <exception cref="CheckpointException">
    /// The disk is full or cannot be written; earlier checkpoints are as they were.
    /// </exception>
    public string Save(CheckpointManifest manifest, int numKept, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numKept);
        var folder = FolderOf(manifest.Info.Step);
        if (!Directory.Exists(folder))
        {
            Write(folder, manifest, write);
        }

        Prune(numKept, manifest.Best);
        return folder;
    }

    /// <summary>Writes files and manifest into a folder that appears whole or not at all.</summary>
    /// <param name="folder">The folder; a checkpoint that is there is replaced.</param>
    /// <param name="manifest">What it says; its files are filled in here.</param>
    /// <param name="write">Writes the files into the folder it is given.</param>
    /// <exception cref="CheckpointException">The disk is full or cannot be written.</exception>
    public static void Write(string folder, CheckpointManifest manifest, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(write);
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        var part = PartOf(folder);
        try
        {
            Directory.CreateDirectory(part);
            write(part);
            var whole = manifest with
            {
                Files =
                [
                    .. Directory.GetFiles(part).Order(StringComparer.Ordinal).Select(CheckpointReader.Describe),
                ],
            };
            var json = JsonSerializer.SerializeToUtf8Bytes(whole, TrainingJsonContext.Indented.CheckpointManifest);
            AtomicFile.Write(Path.Combine(part, TrainingFiles.Checkpoint), stream => stream.Write(json));
            AtomicFile.WriteText(
                Path.Combine(part, TrainingFiles.Checksum), CheckpointReader.ChecksumText(json));
            DirectorySync.Flush(part);
            if (Directory.Exists(folder))
            {
                CheckpointFolders.Discard(folder);
            }

            Directory.Move(part, folder);
            DirectorySync.Flush(parent);
        }
        catch (Exception error)
        {
            DeleteQuietly(part);
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new CheckpointException(
                    folder,
                    $"the checkpoint of step {manifest.Info.Step} could not be written ({error.Message.TrimEnd('.')}); "
                    + "earlier checkpoints are untouched. Free space or mend permissions, then go on with --resume.",
                    error);
            }

            throw;
        }
    }

    /// <summary>The newest checkpoint whose files are as they were written.</summary>
    /// <returns>Null when the run has none yet.</returns>
    /// <remarks>
    /// Reads every byte of the checkpoint. Removes what a killed process left half-written, and gives newer checkpoints
    /// that are proven damaged another name; so no run may be writing meanwhile, see <see cref="FolderLock"/>. When none
    /// is whole, or one cannot be read, everything stays as it is.
    /// </remarks>
    /// <exception cref="CheckpointException">
    /// There are checkpoints, and every one is damaged; or it cannot be told whether one is, because it cannot be read
    /// now or is of a newer version.
    /// </exception>
    public TrainingCheckpoint? FindNewest()
    {
        var damaged = new List<(string Folder, CheckpointException Damage)>();
        foreach (var folder in Steps().OrderDescending().Select(FolderOf))
        {
            var (manifest, damage) = CheckpointReader.Examine(folder);
            if (manifest is not null)
            {
                RemoveParts();
                return new TrainingCheckpoint(folder, manifest, [.. damaged.Select(SetAside)]);
            }

            damaged.Add((folder, damage!));
        }

        if (damaged.Count > 0)
        {
            throw new CheckpointException(
                _folder,
                $"all checkpoints are damaged, the newest: {damaged[0].Damage.Message} Nothing was changed; begin "
                + "another run in another folder, or this one again with --overwrite.");
        }

        RemoveParts();
        return null;
    }

    /// <summary>Reads a checkpoint's manifest and compares its files with it.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <exception cref="CheckpointException">Something is missing, differs, or cannot be read.</exception>
    public static CheckpointManifest ReadVerified(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var (manifest, damage) = CheckpointReader.Examine(folder);
        return manifest ?? throw damage!;
    }

    /// <summary>Steps of the checkpoints that are there, whole or not, in no order.</summary>
    /// <exception cref="CheckpointException">It cannot be told which are there.</exception>
    public IEnumerable<int> Steps() => Folders().Select(CheckpointFolders.StepOf).OfType<int>();

    // This call made it, and nobody else knows its name.
    private static void DeleteQuietly(string part)
    {
        try
        {
            Directory.Delete(part, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is left is never taken for a checkpoint; the next resume tries again.
        }
    }

    private static string SetAside((string Folder, CheckpointException Damage) damaged)
    {
        try
        {
            var aside = CheckpointFolders.SetAside(damaged.Folder);
            return $"{damaged.Damage.Message} It is kept as {Path.GetFileName(aside)}.";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                damaged.Folder,
                $"is damaged and cannot be renamed ({error.Message.TrimEnd('.')}); mend permissions or rename it.",
                error);
        }
    }

    private string[] Folders()
    {
        try
        {
            // A folder that is not there now, but was linked or is a file, is trouble and no new run.
            return Directory.Exists(_folder) || Path.Exists(_folder) || new FileInfo(_folder).LinkTarget is not null
                ? Directory.GetDirectories(_folder)
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                _folder,
                $"the checkpoints cannot be listed ({error.Message.TrimEnd('.')}); nothing was changed. Mend "
                + "permissions or the disk, then resume again.",
                error);
        }
    }

    private void RemoveParts()
    {
        foreach (var part in Folders().Where(CheckpointFolders.IsPart))
        {
            CheckpointFolders.Discard(part);
        }
    }

    private void Prune(int numKept, ImmutableArray<BestScore> best)
    {
        var kept = best.Select(score => score.Step).ToHashSet();
        foreach (var step in Steps().OrderDescending().Skip(numKept).Where(step => !kept.Contains(step)).ToArray())
        {
            // Renamed first: a process that dies while it deletes leaves no half checkpoint under a checkpoint's name.
            // The name is of this call alone: what another left under it would be in the way.
            var folder = FolderOf(step);
            var part = PartOf(folder);
            try
            {
                Directory.Move(folder, part);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The new checkpoint is written, and an old one too many ends no run; the next pruning tries again.
                continue;
            }

            CheckpointFolders.Discard(part);
        }
    }

    private static string PartOf(string folder) => $"{folder}.{Guid.NewGuid():N}{CheckpointFolders.PartSuffix}";

    private string FolderOf(int step) => Path.Combine(_folder, CheckpointFolders.NameOf(step));
}
