using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Faceptor.Core.Tasks;

namespace Faceptor.Inference.Predictions;

/// <summary>The expression of the face.</summary>
/// <param name="Task">The task that the model learned expressions from.</param>
/// <param name="Top">
/// The likeliest expression; for a task with labels of its own only its place among them, see <see cref="TopLabel"/>.
/// </param>
/// <param name="Probabilities">
/// Probability of each expression, in the order of <see cref="Expression"/>. They sum to 1.
/// </param>
public sealed record ExpressionPrediction(
    FaceTask Task,
    [property: JsonConverter(typeof(ExpressionJsonConverter))] Expression Top,
    ImmutableArray<NamedProbability> Probabilities)
{
    /// <summary>The likeliest expression by its name among the task's labels.</summary>
    public string TopLabel => Probabilities[(int)Top].Name;
}
