using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Faceptor.Core.Decoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;

namespace Faceptor.Models;

/// <summary>Model options as JSON, for weight files and run records. Tasks are written by their ids.</summary>
internal static class FaceptorOptionsJson
{
    private const string NormalizationKey = "normalization";

    private static readonly JsonSerializerOptions Settings = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
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
            var node = Rename(JsonNode.Parse(json));
            var options = node.Deserialize<FaceptorOptions>(Settings)
                ?? throw new CheckpointException(source, "the model options are empty.");
            if (!HasNormalization(node))
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
