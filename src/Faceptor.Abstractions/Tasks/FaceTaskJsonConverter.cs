using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faceptor;

/// <summary>
/// Writes a known task to JSON as its id and finds it by its id. A custom task is written with everything that it
/// is made of, and made again from that.
/// </summary>
/// <remarks>Made for files that nobody vouches for: sizes are limited as <see cref="FaceTask"/> limits them.</remarks>
internal sealed class FaceTaskJsonConverter : JsonConverter<FaceTask>
{
    /// <inheritdoc/>
    /// <remarks>JSON null is rejected instead of becoming a task that is null.</remarks>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    /// <exception cref="JsonException">
    /// No known task has the id, or the definition cannot work or takes the id of a known task.
    /// </exception>
    public override FaceTask Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType == JsonTokenType.StartObject
                ? JsonSerializer.Deserialize(ref reader, CustomTaskContext.Default.CustomTask)!.ToTask()
                : FaceTasks.Get(reader.GetString() ?? string.Empty);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FaceTask value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        if (FaceTasks.All.Contains(value))
        {
            writer.WriteStringValue(value.Id);
        }
        else
        {
            JsonSerializer.Serialize(writer, CustomTask.Of(value), CustomTaskContext.Default.CustomTask);
        }
    }
}
