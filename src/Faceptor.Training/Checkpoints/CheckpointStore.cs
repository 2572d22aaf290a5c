using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run, a folder each. One appears under its name only when all its files are on disk, and older
/// ones go only after that; so whenever a process or a machine dies, the newest complete one is there.
/// </summary>
/// <param name="outputFolder">The run's folder.</param>
public sealed class CheckpointStore(string outputFolder)
{
    private const string Prefix = "step-";
    private const string PartSuffix = ".part";
    private const string DamagedSuffix = ".damaged";

    private readonly string _folder = Path.Combine(outputFolder, TrainingFiles.CheckpointFolder);

    /// <summary>Writes a checkpoint, then removes those that need not be kept.</summary>
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
    /// <param name="folder">The folder; one that is there is replaced.</param>
    /// <param name="manifest">What it says; its files are filled in here.</param>
    /// <param name="write">Writes the files into the folder it is given.</param>
    /// <exception cref="CheckpointException">The disk is full or cannot be written.</exception>
    public static void Write(string folder, CheckpointManifest manifest, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(write);
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        var part = $"{folder}.{Guid.NewGuid():N}{PartSuffix}";
        try
        {
            Directory.CreateDirectory(part);
            write(part);
            var whole = manifest with
            {
                Files = [.. Directory.GetFiles(part).Order(StringComparer.Ordinal).Select(Describe)],
            };
            var json = JsonSerializer.SerializeToUtf8Bytes(whole, TrainingJsonContext.Indented.CheckpointManifest);
            AtomicFile.Write(Path.Combine(part, TrainingFiles.Checkpoint), stream => stream.Write(json));
            DirectorySync.Flush(part);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
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
    /// <remarks>Removes what a killed process left half-written; reads every byte of the checkpoint.</remarks>
    /// <exception cref="CheckpointException">There are checkpoints, and every one is damaged.</exception>
    public TrainingCheckpoint? FindNewest()
    {
        if (!Directory.Exists(_folder))
        {
            return null;
        }

        foreach (var part in Directory.GetDirectories(_folder, $"*{PartSuffix}"))
        {
            DeleteQuietly(part);
        }

        var damaged = ImmutableArray.CreateBuilder<string>();
        foreach (var step in Steps().OrderDescending())
        {
            var folder = FolderOf(step);
            try
            {
                return new TrainingCheckpoint(folder, ReadVerified(folder), damaged.ToImmutable());
            }
            catch (CheckpointException error)
            {
                damaged.Add(error.Message);
                SetAside(folder);
            }
        }

        return damaged.Count == 0
            ? null
            : throw new CheckpointException(
                _folder, $"all checkpoints are damaged: {string.Join(" ", damaged)} Start the run again.");
    }

    /// <summary>Reads a checkpoint's manifest and compares its files with it.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <exception cref="CheckpointException">Something is missing or differs.</exception>
    public static CheckpointManifest ReadVerified(string folder)
    {
        var path = Path.Combine(folder, TrainingFiles.Checkpoint);
        try
        {
            var manifest = JsonSerializer.Deserialize(
                File.ReadAllBytes(path), TrainingJsonContext.Indented.CheckpointManifest);
            if (manifest is not { Format: CheckpointManifest.CurrentFormat, Files.IsDefaultOrEmpty: false })
            {
                throw new CheckpointException(
                    path,
                    $"expected format {CheckpointManifest.CurrentFormat} and a list of files, format {manifest?.Format} "
                    + $"with {(manifest?.Files.IsDefaultOrEmpty ?? true ? "none" : "some")} came.");
            }

            foreach (var file in manifest.Files)
            {
                RequireEqual(file, folder);
            }

            return manifest;
        }
        catch (JsonException error)
        {
            throw new CheckpointException(path, $"no manifest of a checkpoint ({error.Message}).", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(folder, $"the checkpoint cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>Steps of the checkpoints that are there, in no order.</summary>
    internal IEnumerable<int> Steps() =>
        Directory.Exists(_folder)
            ? Directory.GetDirectories(_folder, $"{Prefix}*")
                .Select(folder => Path.GetFileName(folder)[Prefix.Length..])
                .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .Select(name => int.Parse(name, CultureInfo.InvariantCulture))
            : [];

    private static void RequireEqual(CheckpointFile expected, string folder)
    {
        // Names come from a file: they must not lead elsewhere.
        if (Path.GetFileName(expected.Name) != expected.Name)
        {
            throw new CheckpointException(folder, $"'{expected.Name}' is no file name.");
        }

        var found = Describe(Path.Combine(folder, expected.Name));
        if (found != expected)
        {
            throw new CheckpointException(
                Path.Combine(folder, expected.Name),
                $"expected {expected.Length} bytes with SHA-256 {expected.Sha256}, "
                + $"{found.Length} bytes with {found.Sha256} came.");
        }
    }

    private static CheckpointFile Describe(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        var length = stream.Length;
        return new CheckpointFile(Path.GetFileName(path), length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static void SetAside(string folder)
    {
        var aside = folder + DamagedSuffix;
        DeleteQuietly(aside);
        Directory.Move(folder, aside);
    }

    private static void DeleteQuietly(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is left is never taken for a checkpoint; the next resume tries again.
        }
    }

    private void Prune(int numKept, ImmutableArray<BestScore> best)
    {
        var kept = best.Select(score => score.Step).ToHashSet();
        foreach (var step in Steps().OrderDescending().Skip(numKept).Where(step => !kept.Contains(step)))
        {
            // Renamed first: a process that dies while it deletes leaves no half checkpoint under a checkpoint's name.
            var folder = FolderOf(step);
            var part = folder + PartSuffix;
            Directory.Move(folder, part);
            DeleteQuietly(part);
        }
    }

    private string FolderOf(int step) =>
        Path.Combine(_folder, Prefix + step.ToString("D8", CultureInfo.InvariantCulture));
}
