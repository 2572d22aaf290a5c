using System.Text.Json;
using System.Text.Json.Serialization;
using Faceptor.Core.Tasks;

namespace Faceptor.Inference.Predictions;

/// <summary>Writes an expression by its lower-case name, as the task's labels spell it.</summary>
internal sealed class ExpressionJsonConverter() : JsonStringEnumConverter<Expression>(JsonNamingPolicy.CamelCase);
