using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faceptor.Models.Weights;

/// <summary>What weights have learned from as the text that weight files carry.</summary>
internal static class LearnedFromJson
{
    private const int MaxDatasets = 200;
    private const int MaxIdLength = 100;

    /// <summary>The text that files carry.</summary>
    public static string Write(LearnedFrom learned) => JsonSerializer.Serialize(
        new StoredLearnedFrom(
            [.. learned.Datasets.Select(entry => new StoredDataset(entry.Id, entry.IsSynthetic))], learned.IsComplete),
        LearnedFromContext.Default.StoredLearnedFrom);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CheckpointException">The text is something else.</exception>
    public static LearnedFrom Read(string json, string source)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(json, LearnedFromContext.Default.StoredLearnedFrom);
            if (stored is { Datasets: { Length: <= MaxDatasets } datasets }
                && datasets.All(entry => entry is { Id.Length: > 0 and <= MaxIdLength }
                    && MessageText.Printable(entry.Id) == entry.Id))
            {
                return new LearnedFrom { IsComplete = stored.IsComplete }
                    .With(datasets.Select(entry => new LearnedDataset(entry.Id, entry.Synthetic)));
            }

            throw new JsonException($"expected up to {MaxDatasets} datasets with ids of up to {MaxIdLength} letters");
        }
        catch (JsonException error)
        {
            throw new CheckpointException(
                source,
                $"what the weights learned from cannot be read ({error.Message}; {MessageText.Quote(json)}); "
                + "copy the file again, or use the version that wrote it.",
                error);
        }
    }

    internal sealed record StoredLearnedFrom(StoredDataset[]? Datasets, bool IsComplete);

    internal sealed record StoredDataset(string Id, bool? Synthetic);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LearnedFromJson.StoredLearnedFrom))]
internal sealed partial class LearnedFromContext : JsonSerializerContext;
