using Faceptor.Data.Augmentation;

namespace Faceptor.Data.Datasets;

/// <summary>
/// A training split in two: most of it to train on, the rest to decide on without a look at the test split.
/// </summary>
/// <param name="Training">What remains to train on.</param>
/// <param name="Validation">What is held out; no sample of it is in <paramref name="Training"/>.</param>
/// <remarks>
/// Our choice: the paper decides on Layer-Attention by scores that it does not name the split of. Where a dataset has a
/// validation split of its own (CelebA, CelebAMask-HQ, LaPa, FERPlus), that is held out. Elsewhere it is a share of the
/// samples, drawn by a hash of seed and number, so that it is the same on every machine.
/// </remarks>
internal sealed record ValidationSplit(IFaceDataset Training, IFaceDataset Validation) : IDisposable
{
    /// <summary>The share that is held out unless said otherwise.</summary>
    public const double DefaultShare = 0.1;

    private const string ValidationName = "validation";
    private const string TrainingName = "training";

    /// <summary>Opens both parts of a task's training split.</summary>
    /// <param name="task">Any task but identity, which is validated on pairs.</param>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <param name="share">The share to hold out where the dataset does not say, between 0 and 1.</param>
    /// <param name="seed">Decides which samples are held out there.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <param name="registry">Knows the task's dataset; null takes <see cref="DatasetRegistry.Known"/>.</param>
    /// <exception cref="ArgumentException">The task is one of identity, or none whose dataset can be read.</exception>
    /// <exception cref="DatasetException">The dataset is missing, broken or too small.</exception>
    public static ValidationSplit Open(
        FaceTask task,
        string root,
        double share = DefaultShare,
        long seed = 1,
        DatasetLayout? layout = null,
        DatasetRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Definition.IsScoredOnPairs)
        {
            throw new ArgumentException(
                $"{task} has no held-out part: identities, not images, would have to be held out.", nameof(task));
        }

        registry ??= DatasetRegistry.Known;
        return OpenDefinedParts(registry, task, root, layout)
            ?? Divide(registry.Open(task, root, registry.Get(task).TrainingSplit, layout), share, seed);
    }

    /// <summary>Divides any dataset by a hash of the samples' numbers.</summary>
    /// <param name="dataset">The training split; both parts read from it.</param>
    /// <param name="share">The share to hold out, between 0 and 1; at least one sample is, and one is not.</param>
    /// <param name="seed">Decides which samples.</param>
    /// <exception cref="DatasetException">The dataset has fewer than two samples.</exception>
    public static ValidationSplit Divide(IFaceDataset dataset, double share = DefaultShare, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(share > 0 && share < 1))
        {
            throw new OptionsException(nameof(share), $"expected a share between 0 and 1, got {share}.");
        }

        if (dataset.Count < 2)
        {
            throw new DatasetException(
                dataset.Task.Id,
                $"expected at least 2 samples in split {dataset.Split} to hold some out, {dataset.Count} are there.");
        }

        var numValidation = Math.Clamp((int)Math.Round(share * dataset.Count), 1, dataset.Count - 1);
        var validation = Enumerable.Range(0, dataset.Count)
            .OrderBy(index => new SeededRandom(seed, index).NextUInt64())
            .Take(numValidation)
            .ToHashSet();
        return new ValidationSplit(Part(TrainingName, false), Part(ValidationName, true));

        Subset Part(string name, bool isValidation) => new(
            dataset,
            [.. Enumerable.Range(0, dataset.Count).Where(index => validation.Contains(index) == isValidation)],
            name);
    }

    /// <summary>Closes what the parts keep open.</summary>
    public void Dispose()
    {
        (Training as IDisposable)?.Dispose();
        (Validation as IDisposable)?.Dispose();
    }

    // A pickle of labels may lack the splits that the dataset's authors made; whatever else is wrong with the files,
    // the whole training split, which is opened then, has it too.
    private static ValidationSplit? OpenDefinedParts(
        DatasetRegistry registry, FaceTask task, string root, DatasetLayout? layout)
    {
        if (registry.Get(task).ValidationParts is not { } parts)
        {
            return null;
        }

        try
        {
            return new ValidationSplit(
                registry.Open(task, root, parts.Training, layout),
                registry.Open(task, root, parts.Validation, layout));
        }
        catch (DatasetException)
        {
            return null;
        }
    }
}
