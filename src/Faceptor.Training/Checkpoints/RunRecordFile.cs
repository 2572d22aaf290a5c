using System.Text.Json;
using Faceptor.Serialization;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Checkpoints;

/// <summary>Reads and writes the record of a run.</summary>
internal static class RunRecordFile
{
    // Far more than the longest list of custom labels.
    private const long MaxBytes = 1L << 24;

    /// <summary>Writes a record; the file appears complete or not at all.</summary>
    /// <param name="path">The file; its folder is created, an older file replaced.</param>
    /// <param name="record">The record.</param>
    public static void Write(string path, RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var json = JsonSerializer.SerializeToUtf8Bytes(record, TrainingJsonContext.Indented.RunRecord);
        AtomicFile.Write(path, stream => stream.Write(json));
    }

    /// <summary>Reads a record.</summary>
    /// <param name="path">A file that <see cref="Write"/>, and so every training run, wrote.</param>
    /// <exception cref="CheckpointException">The file is missing, or does not hold the record of a run.</exception>
    public static RunRecord Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return JsonSerializer.Deserialize(PlainFile.ReadBytes(path, MaxBytes), TrainingJsonContext.Indented.RunRecord)
                ?? throw new JsonException("it is empty.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException
            or InvalidOperationException)
        {
            throw new CheckpointException(
                path,
                $"expected the options of a training run: {error.Message} Use a file that this version wrote.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                path, $"the options cannot be read ({error.Message}); check the path and its permissions.", error);
        }
    }
}
