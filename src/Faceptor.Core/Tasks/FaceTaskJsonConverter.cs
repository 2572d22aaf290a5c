using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faceptor.Core.Tasks;

/// <summary>Writes a task to JSON as its id and finds it by its id.</summary>
public sealed class FaceTaskJsonConverter : JsonConverter<FaceTask>
{
    /// <inheritdoc/>
    public override FaceTask Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var id = reader.GetString() ?? string.Empty;
        try
        {
            return FaceTasks.Get(id);
        }
        catch (ArgumentException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FaceTask value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Id);
    }
}
