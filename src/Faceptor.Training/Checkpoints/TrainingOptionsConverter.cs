using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// Reads a recipe that an earlier version recorded: former names stand for those of today, and what it did not know yet
/// has the value that it has unless chosen.
/// </summary>
/// <remarks>Generated readers set members that a file lacks to zero, whatever the record's own default is.</remarks>
internal sealed class TrainingOptionsConverter : JsonConverter<TrainingOptions>
{
    public override TrainingOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject recorded)
        {
            throw new JsonException("expected a recipe as an object.");
        }

        var type = TrainingJsonContext.Default.TrainingOptions;
        try
        {
            ReplaceFormerNames(recorded);
            foreach (var (name, value) in JsonSerializer.SerializeToNode(new TrainingOptions(), type)!.AsObject())
            {
                if (!recorded.ContainsKey(name))
                {
                    recorded.Add(name, value?.DeepClone());
                }
            }
        }
        catch (ArgumentException error)
        {
            // An object is looked at when it is first asked, and refuses a name that it has twice.
            throw new JsonException($"a recipe has a name twice: {error.Message}", error);
        }

        return recorded.Deserialize(type) ?? throw new JsonException("expected a recipe, got null.");
    }

    public override void Write(Utf8JsonWriter writer, TrainingOptions value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, TrainingJsonContext.Default.TrainingOptions);

    private static void ReplaceFormerNames(JsonObject recorded)
    {
        foreach (var property in typeof(TrainingOptions).GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (FormerNameAttribute.Of(property) is { } former && recorded.ContainsKey(former))
            {
                if (recorded.ContainsKey(name))
                {
                    throw new JsonException($"'{former}' is the former name of '{name}', and both are there.");
                }

                var value = recorded[former]?.DeepClone();
                recorded.Remove(former);
                recorded.Add(name, value);
            }

            if (property.PropertyType.IsEnum
                && recorded[name] is JsonValue recordedName
                && recordedName.TryGetValue<string>(out var text)
                && FormerNameAttribute.MemberOf(property.PropertyType, text) is { } member)
            {
                recorded[name] = member;
            }
        }
    }
}
