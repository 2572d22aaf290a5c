using System.Text.Json.Serialization;
using Faceptor.Data.Datasets.Custom;

namespace Faceptor.Training.Recipes;

/// <summary>How one task takes part in training.</summary>
/// <param name="Task">The task.</param>
/// <param name="BatchSize">Samples per step, n_t of Eq. 8, over all devices.</param>
/// <param name="Weight">Weight alpha_t of Eq. 8.</param>
public sealed record TaskTrainingOptions(
    [property: JsonConverter(typeof(FaceTaskJsonConverter))] FaceTask Task, int BatchSize, double Weight)
{
    /// <summary>
    /// Custom images to train and score on; null takes the task's dataset below the data folder.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CustomDatasetOptions? Dataset { get; init; }
}
