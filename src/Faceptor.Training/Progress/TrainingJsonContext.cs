using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Progress;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TrainingProgress))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(TrainingOptions))]
[JsonSerializable(typeof(LayerAttentionChoice[]))]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(RunMarker))]
internal sealed partial class TrainingJsonContext : JsonSerializerContext
{
    /// <summary>The same, indented, for files that people read.</summary>
    public static TrainingJsonContext Indented =>
        field ??= new(new JsonSerializerOptions(Default!.Options)
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // versions and paths as they are
        });
}
