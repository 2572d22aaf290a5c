using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Faceptor.Core.Tasks;
using Faceptor.Data.Imaging;

namespace Faceptor.Inference.Predictions;

/// <summary>A class for every pixel.</summary>
/// <param name="Task">The task that defines the classes.</param>
/// <param name="Areas">
/// How much of the picture each class covers, in the order of the task's labels; background included.
/// </param>
public sealed record ParsingPrediction(FaceTask Task, ImmutableArray<ClassArea> Areas)
{
    /// <summary>
    /// The classes, of the original picture's size; class 0, background, where the network did not look. Null in a
    /// prediction that was read from JSON, which has no place for pixels.
    /// </summary>
    [JsonIgnore]
    public LabelMap? Map { get; init; }
}
