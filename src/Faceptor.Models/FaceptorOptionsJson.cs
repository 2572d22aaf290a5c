using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Faceptor.Core.Decoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;

namespace Faceptor.Models;

/// <summary>Model options as JSON, for weight files and run records. Tasks are written by their ids.</summary>
/// <remarks>
/// Generated readers set members that a file lacks to zero, whatever the record's own default is; so defaults are added
/// to what the file says before it is read. Reflection is not needed, which file-based programs and ahead-of-time
/// compilation do without.
/// </remarks>
internal static class FaceptorOptionsJson
{
    private const string NormalizationKey = "normalization";
    private const string TasksKey = "tasks";
    private const string TaskKey = "task";
    private const string NaiveHeadsKey = "naiveHeads";
    private const string LayerAttentionKey = "layerAttention";

    private static readonly JsonSerializerOptions Settings = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = FaceptorOptionsContext.Default,
        Converters =
        {
            new FaceTaskJsonConverter(),
            new JsonStringEnumConverter<AgeActivation>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<DropPathMode>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<LevelProjection>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<MemoryPositions>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ModelArchitecture>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    /// <summary>Writes options as one line of JSON.</summary>
    /// <param name="options">The options.</param>
    public static string Write(FaceptorOptions options) => JsonSerializer.Serialize(options, Settings);

    /// <summary>Reads options.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <param name="source">The file the text comes from, for messages.</param>
    /// <returns>
    /// The options. Where the text says no normalisation, which early versions did not, theirs:
    /// <see cref="InputNormalization.BeforeItWasRecorded"/>.
    /// </returns>
    /// <exception cref="CheckpointException">The text is no options, or they cannot work.</exception>
    public static FaceptorOptions Read(string json, string source)
    {
        try
        {
            var recorded = Rename(JsonNode.Parse(json));
            // Asked before the defaults are added, which say it.
            var hasNormalization = HasNormalization(recorded);
            var options = Complete(recorded).Deserialize<FaceptorOptions>(Settings)
                ?? throw new CheckpointException(source, "the model options are empty.");
            if (!hasNormalization)
            {
                options = options with { Normalization = InputNormalization.BeforeItWasRecorded };
            }

            options.Validate();
            return options;
        }
        catch (Exception e) when (e is JsonException or OptionsException or ArgumentException)
        {
            throw new CheckpointException(source, $"the model options cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>Whether options say how images are normalised; those of early versions do not.</summary>
    /// <param name="json">Options that <see cref="Read"/> takes.</param>
    internal static bool HasNormalization(string json) => HasNormalization(JsonNode.Parse(json));

    private static bool HasNormalization(JsonNode? json) =>
        json is JsonObject options && options.ContainsKey(NormalizationKey);

    // Members that have to be there are left out, so that a file without them is refused.
    private static JsonNode? Complete(JsonNode? json)
    {
        if (json is not JsonObject options)
        {
            return json;
        }

        AddMissing(options, JsonSerializer.SerializeToNode(new FaceptorOptions { Tasks = [] }, Settings)!, TasksKey);
        AddMissing(options[NaiveHeadsKey], JsonSerializer.SerializeToNode(new NaiveHeadOptions(), Settings)!);
        if (options[LayerAttentionKey] is JsonArray { Count: > 0 } entries)
        {
            var defaults = JsonSerializer.SerializeToNode(
                new LayerAttentionOptions { Task = FaceTasks.All[0] }, Settings)!;
            foreach (var entry in entries)
            {
                AddMissing(entry, defaults, TaskKey);
            }
        }

        return json;
    }

    private static void AddMissing(JsonNode? recorded, JsonNode defaults, string? required = null)
    {
        if (recorded is not JsonObject members)
        {
            return;
        }

        foreach (var (name, value) in defaults.AsObject())
        {
            if (name != required && !members.ContainsKey(name))
            {
                members.Add(name, value?.DeepClone());
            }
        }
    }

    // Files of early versions have the former name of an option.
    private static JsonNode? Rename(JsonNode? json)
    {
        if (json is JsonObject options && options.TryGetPropertyValue("spectralInitialization", out var value))
        {
            options.Remove("spectralInitialization");
            options["scratchInitialization"] = value;
        }

        return json;
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FaceptorOptions))]
internal sealed partial class FaceptorOptionsContext : JsonSerializerContext;
