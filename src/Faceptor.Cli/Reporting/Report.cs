using Faceptor.Cli.Quickstart;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Progress;

namespace Faceptor.Cli.Reporting;

/// <summary>Everything that a report tells.</summary>
/// <param name="Plan">The numbers of the run.</param>
/// <param name="Parameters">Parameters of each part of the network.</param>
/// <param name="Datasets">What was trained on.</param>
/// <param name="Steps">Parts of the run that are over.</param>
/// <param name="Total">Time of the whole run so far.</param>
/// <param name="Losses">Training reports, in order.</param>
/// <param name="Scores">All scores.</param>
/// <param name="Cards">Predictions of held-out pictures.</param>
internal sealed record Report(
    QuickstartPlan Plan,
    IReadOnlyDictionary<string, long> Parameters,
    IReadOnlyList<ReportDataset> Datasets,
    IReadOnlyList<ReportStep> Steps,
    TimeSpan Total,
    IReadOnlyList<TrainingProgress> Losses,
    IReadOnlyList<MetricRecord> Scores,
    IReadOnlyList<PredictionCard> Cards);
