using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>
/// A dataset of one task as sessions and the command line see it: its folder, layouts and splits, and how one is
/// opened. <see cref="DatasetRegistry"/> holds the known ones.
/// </summary>
public sealed record DatasetDefinition
{
    /// <summary>The task that the labels belong to: one of <see cref="FaceTasks"/> or a custom one.</summary>
    public required FaceTask Task { get; init; }

    /// <summary>
    /// The dataset's folder below the folder of all datasets, with <c>/</c> between the parts; for example
    /// <c>RAF-DB/basic</c>.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>The split that is trained on.</summary>
    public required string TrainingSplit { get; init; }

    /// <summary>
    /// The split that is scored; null for identity, which is scored on the verification sets, and for a dataset without
    /// a test split.
    /// </summary>
    public string? EvaluationSplit { get; init; }

    /// <summary>
    /// The layouts that the dataset comes in, at least one, prepared lists first. Every layout names
    /// <see cref="TrainingSplit"/> and <see cref="EvaluationSplit"/> among its splits.
    /// </summary>
    public required ImmutableArray<LayoutSpec> Layouts { get; init; }

    /// <summary>
    /// Splits that hold a part of the evaluation split's samples, which are scored separately; empty for most datasets.
    /// </summary>
    public ImmutableArray<string> Subsets { get; init; } = [];

    /// <summary>
    /// The two parts of the training split where a dataset divides it itself: one to train on and one to validate on.
    /// Null without a validation split; a share of the training split is held out then.
    /// </summary>
    public (string Training, string Validation)? ValidationParts { get; init; }

    /// <summary>
    /// How many samples the paper counts in a split, by split; only compared with, never enforced. Empty where it gives
    /// no numbers.
    /// </summary>
    public ImmutableDictionary<string, int> PaperCounts { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>
    /// Opens a split: gets the dataset's folder, the split and the layout, null to recognise it; returns a dataset of
    /// <see cref="Task"/> or throws a <see cref="DatasetException"/>.
    /// </summary>
    /// <remarks>
    /// The caller disposes the dataset if it is disposable. A dataset of an identity task implements
    /// <see cref="IIdentityDataset"/>, which tells training the number of classes.
    /// </remarks>
    public required Func<string, string, DatasetLayout?, IFaceDataset> Open { get; init; }

    /// <summary>Checks the definition.</summary>
    /// <exception cref="OptionsException">A value cannot work; the message names the task and the value.</exception>
    public void Validate()
    {
        Require(
            !string.IsNullOrWhiteSpace(Folder) && !Path.IsPathRooted(Folder) && !Folder.Split('/', '\\').Contains(".."),
            nameof(Folder),
            $"expected a path below the folder of all datasets, got '{MessageText.Quote(Folder ?? string.Empty)}'");
        Require(!string.IsNullOrWhiteSpace(TrainingSplit), nameof(TrainingSplit), "expected a split, got no name");
        Require(!Layouts.IsDefaultOrEmpty, nameof(Layouts), "expected at least one layout, got none");
        Require(Open is not null, nameof(Open), "expected a function, got null");
        foreach (var layout in Layouts)
        {
            Require(
                !layout.Marks.IsDefaultOrEmpty,
                nameof(Layouts),
                $"expected a path by which layout {layout.Layout} is recognised, got none");
            foreach (var split in new[] { TrainingSplit, EvaluationSplit }.OfType<string>())
            {
                Require(
                    !layout.Splits.IsDefault && layout.Splits.Contains(split),
                    nameof(Layouts),
                    $"expected split '{split}' among those of layout {layout.Layout}, got "
                    + (layout.Splits.IsDefaultOrEmpty ? "none" : string.Join(", ", layout.Splits)));
            }
        }
    }

    private void Require(bool holds, string member, string problem)
    {
        if (!holds)
        {
            throw new OptionsException($"{member} of the dataset definition of {Task}", $"{problem}; correct it.");
        }
    }
}
