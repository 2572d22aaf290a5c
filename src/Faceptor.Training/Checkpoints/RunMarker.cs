using System.Collections.Immutable;
using System.Text.Json;
using Faceptor.Serialization;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// What <c>.faceptor-run</c> says: which files and folders beside it this project wrote. Nothing else is ever removed.
/// </summary>
internal sealed record RunMarker
{
    /// <summary>The form that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    // Far more than all names that this project gives.
    private const int MaxBytes = 1 << 20;

    /// <summary>The form of this one.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>For people.</summary>
    public string About { get; init; } =
        "Faceptor wrote the entries of this folder that are named here; --overwrite removes them and nothing else.";

    /// <summary>Version of this library that wrote it last.</summary>
    public required string LibraryVersion { get; init; }

    /// <summary>Names of files and folders.</summary>
    public ImmutableArray<string> Entries { get; init; } = [];

    /// <summary>The marker of a folder; null where there is none, or none that says something.</summary>
    /// <exception cref="CheckpointException">It is there and cannot be read now, or is of a newer version.</exception>
    public static RunMarker? Find(string folder)
    {
        var path = Path.Combine(folder, TrainingFiles.Marker);
        try
        {
            var bytes = PlainFile.ReadBytes(path, MaxBytes);
            using var json = JsonDocument.Parse(bytes);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("format", out var format)
                && format.TryGetInt32(out var number)
                && number > CurrentFormat)
            {
                throw new CheckpointException(
                    path, $"expected format {CurrentFormat} at most, got {number}; use the newer version that wrote it.");
            }

            return JsonSerializer.Deserialize(bytes, TrainingJsonContext.Indented.RunMarker) is { } marker
                ? marker with { Entries = NamesIn(marker.Entries) }
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException
            or JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                path, $"cannot be read ({error.Message.TrimEnd('.')}); check its permissions and the disk.", error);
        }
    }

    // Whoever edited the file may have left out the names, or written null for one.
    private static ImmutableArray<string> NamesIn(ImmutableArray<string> entries) =>
        entries.IsDefault ? [] : [.. entries.Where(name => !string.IsNullOrEmpty(name))];

    /// <summary>Says that this project writes entries of a folder; those that it wrote before stay said.</summary>
    public static void Add(string folder, IEnumerable<string> entries)
    {
        var former = Find(folder);
        ImmutableArray<string> all = [.. (former?.Entries ?? []).Concat(entries).Distinct().Order(StringComparer.Ordinal)];
        if (former is not null && former.Entries.SequenceEqual(all))
        {
            return;
        }

        var marker = new RunMarker { LibraryVersion = RunRecord.CurrentLibraryVersion, Entries = all };
        var json = JsonSerializer.SerializeToUtf8Bytes(marker, TrainingJsonContext.Indented.RunMarker);
        AtomicFile.Write(Path.Combine(folder, TrainingFiles.Marker), stream => stream.Write(json));
    }
}
