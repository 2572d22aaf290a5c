using System.Text.Json.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Progress;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TrainingProgress))]
[JsonSerializable(typeof(TrainingOptions))]
[JsonSerializable(typeof(CheckpointInfo))]
internal sealed partial class TrainingJsonContext : JsonSerializerContext;
