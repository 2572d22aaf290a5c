using System.Text.Json.Serialization;

namespace Faceptor.Training.Progress;

// Skips what it does not know, as scores carry conclusions beside their numbers.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(EvaluationEntry))]
internal sealed partial class EvaluationJsonContext : JsonSerializerContext;
