using System.Security.Cryptography;
using System.Text.Json;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// Reads the manifest of a checkpoint and compares everything with it. Damage, which is proven by what the files hold,
/// is told apart from trouble, which may pass: no permission, a broken disk, too many open files, a newer version.
/// </summary>
internal static class CheckpointReader
{
    private const int FirstFormatWithChecksum = 2;

    /// <summary>Far above any manifest of this project.</summary>
    private const long MaxManifestBytes = 1L << 24;

    /// <summary>Looks at a checkpoint; changes nothing.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>The manifest of a whole checkpoint, or what is damaged, beginning with its path.</returns>
    /// <exception cref="CheckpointException">It cannot be told now whether the checkpoint is whole.</exception>
    public static (CheckpointManifest? Manifest, CheckpointException? Damage) Examine(string folder)
    {
        try
        {
            return (ReadWhole(folder), null);
        }
        catch (DamageException damage)
        {
            return (null, new CheckpointException(damage.Path, damage.Message, damage.InnerException));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                folder,
                $"the checkpoint cannot be read ({error.Message.TrimEnd('.')}); nothing was changed. Mend permissions or "
                + "the disk and resume again, or rename this folder to go on from the checkpoint before.",
                error);
        }
    }

    /// <summary>A file of a checkpoint as it is.</summary>
    public static CheckpointFile Describe(string path)
    {
        using var stream = PlainFile.OpenRead(path, FileShare.Read, 1 << 20);
        var length = stream.Length;
        return new CheckpointFile(Path.GetFileName(path), length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static CheckpointManifest ReadWhole(string folder)
    {
        var path = Path.Combine(folder, TrainingFiles.Checkpoint);
        var json = ReadManifest(path);
        var (format, version) = FormatOf(json, path);
        if (format > CheckpointManifest.CurrentFormat)
        {
            throw new CheckpointException(
                path,
                $"expected format {CheckpointManifest.CurrentFormat} at most, got {format}, of a newer version; nothing "
                + "was changed. Resume with the version that wrote it.");
        }

        if (format >= FirstFormatWithChecksum)
        {
            RequireChecksum(folder, path, json);
        }

        // One that is as it was written and still not understood is another version's; this version's own is not.
        var isOther = format >= FirstFormatWithChecksum && version != RunRecord.CurrentLibraryVersion;
        var manifest = Parse(json, path, isOther, version);
        if (ManifestCheck.FindProblem(manifest, folder) is { } problem)
        {
            throw new DamageException(path, problem);
        }

        foreach (var file in manifest.Files)
        {
            RequireEqual(file, Path.Combine(folder, file.Name));
        }

        return manifest;
    }

    private static byte[] ReadManifest(string path)
    {
        try
        {
            using var stream = PlainFile.OpenRead(path);
            if (stream.Length > MaxManifestBytes)
            {
                throw new DamageException(
                    path, $"expected a manifest of {MaxManifestBytes} bytes at most, got {stream.Length}.");
            }

            var json = new byte[stream.Length];
            stream.ReadExactly(json);
            return json;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DamageException(path, "the manifest is missing.", error);
        }
    }

    private static (int Format, string Version) FormatOf(byte[] json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var version = root.TryGetProperty("run", out var run) && run.ValueKind == JsonValueKind.Object
                && run.TryGetProperty("libraryVersion", out var text) && text.ValueKind == JsonValueKind.String
                    ? text.GetString()!
                    : "unknown";
            return root.TryGetProperty("format", out var format) && format.TryGetInt32(out var number) && number > 0
                ? (number, version)
                : throw new JsonException("it has no format.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new DamageException(path, $"no manifest of a checkpoint ({MessageText.Quote(error.Message)}).", error);
        }
    }

    private static void RequireChecksum(string folder, string manifest, byte[] json)
    {
        var path = Path.Combine(folder, TrainingFiles.Checksum);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new DamageException(path, "the checksum of the manifest is missing.");
        }

        var expected = ChecksumText(json);
        var found = PlainFile.ReadText(path, MaxManifestBytes).Split('\n')[0].TrimEnd('\r') + "\n";
        if (found != expected)
        {
            throw new DamageException(
                manifest,
                $"expected SHA-256 {MessageText.Quote(found.Split(' ')[0])}, got {expected.Split(' ')[0]}.");
        }
    }

    /// <summary>What stands in the file that vouches for a manifest.</summary>
    /// <param name="manifest">The manifest's bytes.</param>
    public static string ChecksumText(byte[] manifest) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(manifest))}  {TrainingFiles.Checkpoint}\n";

    private static CheckpointManifest Parse(byte[] json, string path, bool isOther, string version)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TrainingJsonContext.Indented.CheckpointManifest)
                ?? throw new JsonException("it is null.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException
            or InvalidOperationException)
        {
            var problem = MessageText.Quote(error.Message);
            throw isOther
                ? new CheckpointException(
                    path,
                    $"this version does not understand it ({problem}); nothing was changed. Resume with the version "
                    + $"that wrote it: {MessageText.Quote(version)}.",
                    error)
                : new DamageException(path, $"no manifest of a checkpoint ({problem}).", error);
        }
    }

    private static void RequireEqual(CheckpointFile expected, string path)
    {
        try
        {
            // Lengths first: gigabytes need not be read to see that some are missing.
            var length = PlainFile.LengthOf(path);
            if (length is null && new FileInfo(path).LinkTarget is { } target)
            {
                // A disk that is not mounted now.
                throw new IOException($"the link leads to {MessageText.Place(target)}, where nothing is");
            }

            if (length is not null && length != expected.Length)
            {
                throw new DamageException(path, $"expected {expected.Length} bytes, got {length}.");
            }

            var found = Describe(path);
            if (found.Sha256 != expected.Sha256)
            {
                throw new DamageException(
                    path, $"expected SHA-256 {MessageText.Quote(expected.Sha256)}, got {found.Sha256}.");
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DamageException(path, "the file is missing.", error);
        }
    }

    /// <summary>The bytes on disk are not those that were written.</summary>
    private sealed class DamageException(string path, string problem, Exception? innerException = null)
        : Exception(problem, innerException)
    {
        public string Path { get; } = path;
    }
}
