using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Faceptor.Evaluation.Sessions;
using Faceptor.Serialization;

namespace Faceptor.Evaluation;

/// <summary>
/// Scores as JSON: an array of <see cref="MetricRecord"/> objects with camel-case names. Datasets that could not be
/// read follow as objects with <c>dataset</c>, <c>split</c> and <c>notScored</c>, which says why.
/// </summary>
internal static class MetricsFile
{
    private const string NotScoredKey = "notScored";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Default,
    };

    /// <summary>Writes scores; the file appears complete or not at all.</summary>
    /// <param name="path">The file; its folder is created, an older file replaced.</param>
    /// <param name="records">The scores.</param>
    /// <param name="notScored">What was not scored; those that could not be read are written too.</param>
    public static void Write(
        string path, IReadOnlyList<MetricRecord> records, IEnumerable<UnscoredSplit>? notScored = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(records);
        var entries = JsonSerializer.SerializeToNode(records, MetricsJsonContext.Default.IReadOnlyListMetricRecord)!
            .AsArray();
        foreach (var unscored in (notScored ?? []).Where(unscored => unscored.IsUnreadable))
        {
            entries.Add(new JsonObject
            {
                ["dataset"] = unscored.Dataset ?? unscored.Name,
                ["split"] = unscored.Split,
                [NotScoredKey] = unscored.Reason,
            });
        }

        AtomicFile.WriteText(path, entries.ToJsonString(Indented));
    }

    /// <summary>Reads scores that <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The scores; what was not scored is left out.</returns>
    /// <exception cref="DatasetException">The file does not hold scores.</exception>
    public static IReadOnlyList<MetricRecord> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            if (JsonNode.Parse(PlainFile.ReadBytes(path)) is not JsonArray entries)
            {
                throw new DatasetException(
                    path, "expected a JSON array of scores, found something else; evaluate again to write it.");
            }

            JsonNode?[] unscored =
                [.. entries.Where(entry => entry is JsonObject found && found.ContainsKey(NotScoredKey))];
            Array.ForEach(unscored, entry => entries.Remove(entry));
            return entries.Deserialize(MetricsJsonContext.Default.IReadOnlyListMetricRecord)!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new DatasetException(
                path,
                $"expected a JSON array of scores: {error.Message} Evaluate again to write it.",
                innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"the scores cannot be read ({error.Message}); check the path.", innerException: error);
        }
    }
}

// A score of a class that never occurs is not a number; it is written as "NaN" rather than failing the whole report.
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(IReadOnlyList<MetricRecord>))]
[JsonSerializable(typeof(RankScores))]
internal sealed partial class MetricsJsonContext : JsonSerializerContext;
