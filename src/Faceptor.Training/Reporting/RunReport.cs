using Faceptor.Evaluation;
using Faceptor.Evaluation.Paper;
using Faceptor.Evaluation.Reporting;
using Faceptor.Evaluation.Sheets;
using Faceptor.Models;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Reporting;

/// <summary>Everything that a report of a training run tells; parts that are empty are left out of the page.</summary>
internal sealed record RunReport
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence or two below the title.</summary>
    public string Introduction { get; init; } = string.Empty;

    /// <summary>The few numbers that say how it went, each with a word on what it counts.</summary>
    public IReadOnlyList<(string Number, string Text)> Tiles { get; init; } = [];

    /// <summary>Evaluations in order; the last one is shown as a table, all of them as curves.</summary>
    public IReadOnlyList<EvaluationEntry> Evaluations { get; init; } = [];

    /// <summary>What the paper reports for a score of ours, null where it reports nothing.</summary>
    public Func<MetricRecord, PaperFigure?>? Paper { get; init; }

    /// <summary>Predictions of held-out images, those of one dataset in a row.</summary>
    public IReadOnlyList<PredictionCard> Cards { get; init; } = [];

    /// <summary>What to know before looking at the predictions.</summary>
    public string CardsNote { get; init; } = string.Empty;

    /// <summary>Training reports in order.</summary>
    public IReadOnlyList<TrainingProgress> Progress { get; init; } = [];

    /// <summary>How tasks with Layer-Attention divide it among encoder blocks.</summary>
    public IReadOnlyList<LayerPreference> Preferences { get; init; } = [];

    /// <summary>What the run was: options, data, network, machine.</summary>
    public IReadOnlyList<ReportTable> Facts { get; init; } = [];

    /// <summary>What a reader may want to do next; null for nothing.</summary>
    public ReportAdvice? Advice { get; init; }
}

/// <summary>What a reader may want to do next.</summary>
/// <param name="Title">What for.</param>
/// <param name="Command">The command that does it.</param>
/// <param name="Note">What to expect of it.</param>
internal sealed record ReportAdvice(string Title, string Command, string Note);
