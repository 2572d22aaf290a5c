using Faceptor.Imaging;

namespace Faceptor.Data.Datasets.Custom;

/// <summary>Where the custom images for a task are, and which of them are for what.</summary>
/// <param name="Path">A folder, a <c>.csv</c> or a <c>.jsonl</c> file; see <see cref="CustomDataset"/>.</param>
public sealed record CustomDatasetOptions(string Path)
{
    /// <summary>
    /// The split to train on; null trains on everything, and then nothing is left to score on. Our choice: train.
    /// </summary>
    public string? TrainingSplit { get; init; } = "train";

    /// <summary>The split to score on; null scores on nothing. Our choice: test.</summary>
    public string? EvaluationSplit { get; init; } = "test";

    /// <summary>Whether images are turned as EXIF says. Our choice: as people see them.</summary>
    public ImageOrientation Orientation { get; init; } = ImageOrientation.Upright;

    /// <summary>Opens the images to train on.</summary>
    /// <param name="task">The task.</param>
    /// <exception cref="DatasetException">There is nothing to read, or a value means nothing.</exception>
    public CustomDataset OpenTraining(FaceTask task) =>
        CustomDataset.Open(task, Path, TrainingSplit, Orientation);

    /// <summary>Opens the images to score on; null when there are none.</summary>
    /// <param name="task">The task.</param>
    /// <exception cref="DatasetException">There is nothing to read, or a value means nothing.</exception>
    public CustomDataset? OpenEvaluation(FaceTask task) =>
        EvaluationSplit is { } split ? CustomDataset.Open(task, Path, split, Orientation) : null;
}
