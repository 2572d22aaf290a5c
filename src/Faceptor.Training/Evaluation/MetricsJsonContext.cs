using System.Text.Json.Serialization;

namespace Faceptor.Training.Evaluation;

// A score of a class that never occurs is not a number; it is written as "NaN" rather than failing the whole report.
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(IReadOnlyList<MetricRecord>))]
internal sealed partial class MetricsJsonContext : JsonSerializerContext;
