using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faceptor.Models.Weights;

/// <summary>Operating points as the text that weight files carry.</summary>
internal static class OperatingPointsJson
{
    private const int MaxSets = 100;
    private const int MaxPoints = 20;
    private const int MaxTextLength = 1 << 18;
    private const int MaxNameLength = 100;

    /// <summary>The text that files carry.</summary>
    public static string Write(IEnumerable<OperatingPoints> points) =>
        JsonSerializer.Serialize([.. points], OperatingPointsContext.Default.OperatingPointsArray);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CheckpointException">The text is something else, or a number cannot be.</exception>
    public static ImmutableArray<OperatingPoints> Read(string json, string source)
    {
        try
        {
            var sets = json.Length <= MaxTextLength
                ? JsonSerializer.Deserialize(json, OperatingPointsContext.Default.OperatingPointsArray)
                : null;
            return sets is { Length: <= MaxSets } && sets.All(IsRight)
                ? [.. sets]
                : throw new JsonException($"expected up to {MaxSets} sets with names, numbers of pairs, and rates from 0 to 1");
        }
        catch (JsonException error)
        {
            throw new CheckpointException(
                source,
                $"the operating points cannot be read ({error.Message}; {MessageText.Quote(json)}); copy the file again, or "
                + "measure them again with evaluate.",
                error);
        }
    }

    private static bool IsRight(OperatingPoints? set) =>
        set is { TaskId: { } task, Set: { } name, NumImpostorPairs: >= 0, NumGenuinePairs: >= 0 }
        && IsName(task)
        && IsName(name)
        && set.Points is { IsDefault: false, Length: <= MaxPoints }
        && set.Points.All(point => point is
        {
            MaxFalseMatchRate: > 0 and <= 1, Threshold: >= -1.01 and <= 1.01, FalseMatchRate: >= 0 and <= 1,
            TrueMatchRate: >= 0 and <= 1,
        });

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && MessageText.Printable(name) == name;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(OperatingPoints[]))]
internal sealed partial class OperatingPointsContext : JsonSerializerContext;
