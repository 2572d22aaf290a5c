using System.Collections.Immutable;

namespace Faceptor.Cli.Predicting;

/// <summary>Which results are written, and what may happen to those that are there.</summary>
internal sealed record ResultOptions
{
    /// <summary>Full path of the folder for results.</summary>
    public required string Folder { get; init; }

    /// <summary>Form of the numbers.</summary>
    public ResultFormat Format { get; init; }

    /// <summary>Whether images are drawn with what was found; in the form of a file an image only.</summary>
    public bool Draws { get; init; } = true;

    /// <summary>Whether label maps are written.</summary>
    public bool WritesMaps { get; init; }

    /// <summary>Whether results of the same weights stay and are not made again.</summary>
    public bool Resumes { get; init; }

    /// <summary>Whether other former results are replaced.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Which part of the inputs is predicted; null for all.</summary>
    public Shard? Shard { get; init; }
}

/// <summary>Form of the numbers.</summary>
internal enum ResultFormat
{
    /// <summary>A JSON file an image.</summary>
    Json,

    /// <summary>A file with a line of JSON an image.</summary>
    Jsonl,

    /// <summary>A file with a row a face.</summary>
    Csv,
}

/// <summary>What the results are made with.</summary>
/// <param name="Sha256">The weights' hash.</param>
/// <param name="Tasks">The tasks that are asked.</param>
internal sealed record ResultSource(string? Sha256, ImmutableArray<FaceTask> Tasks)
{
    /// <summary>Whether a former result is what would be made again.</summary>
    /// <param name="analysis">The former result.</param>
    public bool Made(ImageAnalysis analysis) =>
        analysis.Weights.Sha256 == Sha256
        && analysis.Failure is null
        && (analysis.Faces.IsEmpty || TasksOf(analysis.Faces[0]).ToHashSet().SetEquals(Tasks));

    private static IEnumerable<FaceTask> TasksOf(FacePrediction face) =>
    [
        .. face.Landmarks.Select(found => found.Task),
        .. face.Parsing.Select(found => found.Task),
        .. face.Ages.Select(found => found.Task),
        .. face.Expressions.Select(found => found.Task),
        .. face.Attributes.Select(found => found.Task),
        .. face.Identities.Select(found => found.Task),
    ];
}
