using System.Collections.Immutable;
using Faceptor.Training.Progress;
using Faceptor.Training.Reporting;

namespace Faceptor.Training.Checkpoints;

/// <summary>Names of the files in an output folder.</summary>
internal static class TrainingFiles
{
    /// <summary>The model's weights: in a checkpoint, and at the end of a run beside the options.</summary>
    public const string Weights = "weights.safetensors";

    /// <summary>
    /// In a checkpoint: what the losses learned, optimiser and scaler, for resuming.
    /// </summary>
    public const string State = "training-state.safetensors";

    /// <summary>In a checkpoint: its manifest.</summary>
    public const string Checkpoint = "checkpoint.json";

    /// <summary>In a checkpoint: SHA-256 of its manifest, as <c>sha256sum -c</c> reads it.</summary>
    public const string Checksum = "checkpoint.sha256";

    /// <summary>Says which files and folders of an output folder this project wrote.</summary>
    public const string Marker = ".faceptor-run";

    /// <summary>Which tasks keep Layer-Attention after a second stage, and why.</summary>
    public const string LayerAttention = "layer-attention.json";

    /// <summary>Folder of the checkpoints.</summary>
    public const string CheckpointFolder = "checkpoints";

    /// <summary>The effective options: a <see cref="RunRecord"/>.</summary>
    public const string Options = "options.json";

    /// <summary>The effective recipe as YAML; written by whoever chose it, and read by whoever repeats it.</summary>
    public const string Recipe = "recipe.yaml";

    /// <summary>One JSON line per log interval.</summary>
    public const string Log = "log.jsonl";

    /// <summary>Scores on the test splits; written by whoever scores the model.</summary>
    public const string Metrics = "metrics.json";

    /// <summary>Scores that were in the folder before the last ones.</summary>
    public const string PreviousMetrics = "metrics.previous.json";

    /// <summary>The scores beside the paper's, as Markdown.</summary>
    public const string EvaluationMarkdown = "evaluation.md";

    /// <summary>The scores beside the paper's, as a page.</summary>
    public const string EvaluationHtml = "evaluation.html";

    /// <summary>Folder of the checkpoint that is written when a loss is not finite.</summary>
    public const string DiagnosticFolder = "diagnostic";

    /// <summary>What a run leaves that took time to make; options and log are not among it.</summary>
    internal static ImmutableArray<string> Results { get; } =
    [
        Weights, Metrics, PreviousMetrics, EvaluationMarkdown, EvaluationHtml, LayerAttention, CheckpointFolder,
        DiagnosticFolder,
    ];

    /// <summary>Everything that a run writes into its folder, and what scoring it adds.</summary>
    internal static ImmutableArray<string> OfRun { get; } =
    [
        .. Results, Options, Recipe, Log, EvaluationLog.FileName, ReportObserver.FileName, TensorBoardObserver.FolderName,
    ];

    /// <summary>
    /// Results of an earlier run: weights, checkpoints, scores. A run that begins in their folder removes them.
    /// </summary>
    /// <param name="folder">An output folder; it need not exist.</param>
    /// <returns>Names of files and folders in it; empty when no results are there.</returns>
    public static ImmutableArray<string> FindResults(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return [.. Results.Where(name => Holds(Path.Combine(folder, name)))];
    }

    // An empty folder is the trace of a run that died before its first checkpoint.
    private static bool Holds(string path)
    {
        try
        {
            return Directory.Exists(path)
                ? Directory.EnumerateFileSystemEntries(path).Any()
                : Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true; // what cannot or may not be looked into may hold anything
        }
    }
}
