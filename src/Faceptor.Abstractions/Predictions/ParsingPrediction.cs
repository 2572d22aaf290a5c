using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Faceptor;

/// <summary>A class for every pixel.</summary>
/// <param name="Task">The task that defines the classes.</param>
/// <param name="Areas">
/// How much of the image each class covers, in the order of the task's labels; background included.
/// </param>
public sealed record ParsingPrediction(FaceTask Task, ImmutableArray<ClassArea> Areas)
{
    /// <summary>
    /// The classes, of the original image's size; class 0, background, where the network did not look. Null in a
    /// prediction that was read from JSON, which has no place for pixels.
    /// </summary>
    [JsonIgnore]
    public LabelMap? Map { get; init; }
}

/// <summary>How much of the image a class covers.</summary>
/// <param name="Name">The dataset's short name, for example <c>llip</c>.</param>
/// <param name="Title">The same in plain words.</param>
/// <param name="AreaPx">Pixels of the original image.</param>
/// <param name="ShareRatio">The same as a share of the whole image, 0 to 1.</param>
public readonly record struct ClassArea(string Name, string Title, long AreaPx, double ShareRatio);
