using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faceptor;

/// <summary>Predictions as JSON: camelCase names, tasks by their ids, numbers with a decimal point.</summary>
public static class FacePredictionJson
{
    /// <summary>Writes a prediction; label maps are left out.</summary>
    /// <param name="prediction">The prediction.</param>
    public static string Write(FacePrediction prediction) =>
        JsonSerializer.Serialize(prediction, FacePredictionContext.Default.FacePrediction);

    /// <summary>Reads a prediction.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <param name="source">Where the text comes from, for messages.</param>
    /// <exception cref="DatasetException">The text is no prediction.</exception>
    public static FacePrediction Read(string json, string source)
    {
        try
        {
            return JsonSerializer.Deserialize(json, FacePredictionContext.Default.FacePrediction)
                ?? throw new DatasetException(source, "expected a prediction, found null.");
        }
        catch (JsonException error)
        {
            throw new DatasetException(
                source, $"expected a prediction in JSON ({error.Message}); write it again with predict.",
                innerException: error);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(FaceTaskJsonConverter)])]
[JsonSerializable(typeof(FacePrediction))]
internal sealed partial class FacePredictionContext : JsonSerializerContext;
