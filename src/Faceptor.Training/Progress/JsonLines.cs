using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Faceptor.Serialization;

namespace Faceptor.Training.Progress;

/// <summary>
/// A file of one JSON object a line that a run adds to. A run may die while it writes, so the last line may be torn;
/// any other line that cannot be read is an error.
/// </summary>
internal static class JsonLines
{
    /// <summary>Reads all entries but a torn last one; none when there is no file.</summary>
    /// <exception cref="CheckpointException">A line before the last is broken, or the file cannot be read.</exception>
    public static IReadOnlyList<T> Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        var lines = ReadLines(path);
        var entries = new List<T>(lines.Length);
        for (var index = 0; index < lines.Length; index++)
        {
            if (lines[index].Length == 0)
            {
                continue;
            }

            try
            {
                entries.Add(JsonSerializer.Deserialize(lines[index], type) ?? throw new JsonException("it is null."));
            }
            catch (JsonException error) when (index < lines.Length - 1)
            {
                throw new CheckpointException(
                    path,
                    $"line {index + 1}: expected a JSON object of one report: {error.Message} "
                    + "Remove this line, or the file, which only serves looking at the run.",
                    error);
            }
            catch (JsonException)
            {
                // The last line: its run died while it was written.
            }
        }

        return entries;
    }

    /// <summary>Keeps some entries and a whole last line; the file changes completely or not at all.</summary>
    public static void Keep<T>(string path, JsonTypeInfo<T> type, Func<T, bool> keeps)
        where T : class
    {
        if (!File.Exists(path))
        {
            return;
        }

        var kept = Read(path, type).Where(keeps).Select(entry => JsonSerializer.Serialize(entry, type) + "\n");
        AtomicFile.WriteText(path, string.Concat(kept));
    }

    /// <summary>Adds an entry in one write.</summary>
    public static void Append<T>(string path, JsonTypeInfo<T> type, T entry)
    {
        var line = JsonSerializer.Serialize(entry, type) + "\n";
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(Encoding.UTF8.GetBytes(line));
    }

    private static string[] ReadLines(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return File.Exists(path) ? PlainFile.ReadText(path).Split('\n') : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                path, $"the log cannot be read ({error.Message}); check the path and its permissions.", error);
        }
    }
}
