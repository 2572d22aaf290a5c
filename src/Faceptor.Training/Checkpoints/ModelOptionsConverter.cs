using System.Text.Json;
using System.Text.Json.Serialization;
using Faceptor.Models;

namespace Faceptor.Training.Checkpoints;

/// <summary>Writes a model's options as they stand in weight files.</summary>
internal sealed class ModelOptionsConverter : JsonConverter<FaceptorOptions>
{
    public override FaceptorOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        try
        {
            return FaceptorOptionsJson.Read(json.RootElement.GetRawText(), "model");
        }
        catch (CheckpointException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, FaceptorOptions value, JsonSerializerOptions options)
    {
        // Parsed again, so that it is indented as the rest of the file.
        using var json = JsonDocument.Parse(FaceptorOptionsJson.Write(value));
        json.WriteTo(writer);
    }
}
