using System.Text.Json;
using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;

namespace Faceptor.Training.Evaluation;

/// <summary>Scores as JSON: an array of <see cref="MetricRecord"/> objects with camel-case names.</summary>
public static class MetricsFile
{
    /// <summary>Writes scores; the file appears complete or not at all.</summary>
    /// <param name="path">The file; its folder is created, an older file replaced.</param>
    /// <param name="records">The scores.</param>
    public static void Write(string path, IReadOnlyList<MetricRecord> records)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(records);
        var json = JsonSerializer.SerializeToUtf8Bytes(records, MetricsJsonContext.Default.IReadOnlyListMetricRecord);
        AtomicFile.Write(path, stream => stream.Write(json));
    }

    /// <summary>Reads scores that <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetException">The file does not hold scores.</exception>
    public static IReadOnlyList<MetricRecord> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(path),
                MetricsJsonContext.Default.IReadOnlyListMetricRecord)
                ?? throw new DatasetException(
                    path, "expected a JSON array of scores, found null; evaluate again to write it.");
        }
        catch (JsonException error)
        {
            throw new DatasetException(
                path,
                $"expected a JSON array of scores: {error.Message} Evaluate again to write it.",
                innerException: error);
        }
    }
}
