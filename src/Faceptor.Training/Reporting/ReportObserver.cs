using System.Globalization;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Paper;
using Faceptor.Evaluation.Reporting;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Reporting;

/// <summary>
/// Keeps a run's <c>report.html</c> up to date: written anew at every evaluation, at the end, and every half minute in
/// between. A reader sees a whole page at any time.
/// </summary>
/// <remarks>
/// What came before a resumption is read back from <c>log.jsonl</c> and <c>evaluations.jsonl</c>, up to the step that
/// the run goes on from.
/// </remarks>
internal sealed class ReportObserver : ITrainingObserver
{
    /// <summary>Name of the page in an output folder.</summary>
    public const string FileName = "report.html";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly string _title;
    private readonly RunRecord _record;
    private readonly PreviewSamples? _images;
    private readonly Func<MetricRecord, PaperFigure?>? _paper;
    private readonly TimeProvider _clock;
    private readonly List<TrainingProgress> _progress = [];
    private readonly List<EvaluationEntry> _evaluations = [];
    private RunReport _report;
    private long? _writtenAt;

    /// <summary>Reads what a resumed run left; nothing is written before the first event.</summary>
    /// <param name="outputFolder">The run's folder.</param>
    /// <param name="title">The page's title, for example the recipe's name.</param>
    /// <param name="record">What the run is.</param>
    /// <param name="resumedStep">The step that the run goes on from; 0 for a new run.</param>
    /// <param name="images">What is predicted at evaluations; null for nothing. Not disposed here.</param>
    /// <param name="paper">What the paper reports for a score of ours; null for nothing.</param>
    /// <param name="clock">Tells when half a minute is over; null for the system's.</param>
    /// <exception cref="Faceptor.CheckpointException">The logs of the run to resume are broken.</exception>
    public ReportObserver(
        string outputFolder,
        string title,
        RunRecord record,
        int resumedStep = 0,
        PreviewSamples? images = null,
        Func<MetricRecord, PaperFigure?>? paper = null,
        TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputFolder);
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentOutOfRangeException.ThrowIfNegative(resumedStep);
        _path = Path.Combine(outputFolder, FileName);
        _title = title;
        _record = record;
        _images = images;
        _paper = paper;
        _clock = clock ?? TimeProvider.System;
        _report = new RunReport { Title = title, Facts = RunFacts.Of(record, null) };
        if (resumedStep > 0)
        {
            _progress.AddRange(TrainingLog.Read(Path.Combine(outputFolder, TrainingFiles.Log))
                .Where(report => report.Step <= resumedStep));
            _evaluations.AddRange(EvaluationLog.Read(Path.Combine(outputFolder, EvaluationLog.FileName))
                .Where(entry => entry.Step <= resumedStep));
        }
    }

    /// <inheritdoc/>
    public void OnProgress(TrainingProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        _progress.Add(progress);
        var isDue = _writtenAt is not { } written || _clock.GetElapsedTime(written) >= Pause;
        if (isDue || progress.Step >= progress.NumSteps)
        {
            Write();
        }
    }

    /// <inheritdoc/>
    public void OnEvaluation(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        _evaluations.RemoveAll(entry => entry.Step >= evaluation.Step);
        _evaluations.Add(new EvaluationEntry(evaluation.Step, evaluation.Records));
        var view = _images?.Look(evaluation);
        _report = _report with
        {
            Cards = view?.Cards ?? [],
            CardsNote = string.Create(
                CultureInfo.InvariantCulture,
                $"After step {evaluation.Step:N0}; the same images at every evaluation, prepared as for scoring."),
            Preferences = view?.Preferences ?? [],
            Facts = [.. ChoiceTable.Of(evaluation.Choices), .. RunFacts.Of(_record, evaluation.Model)],
        };
        Write();
    }

    private void Write()
    {
        AtomicFile.WriteText(_path, HtmlReport.Write(_report with
        {
            Title = _title,
            Introduction = _progress is [.., { } last] && last.Step < last.NumSteps
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"In progress: step {last.Step:N0} of {last.NumSteps:N0}. Load the page again to see more.")
                : string.Empty,
            Tiles = [.. Tiles()],
            Progress = _progress,
            Evaluations = _evaluations,
            Paper = _paper,
        }));
        _writtenAt = _clock.GetTimestamp();
    }

    private IEnumerable<(string Number, string Text)> Tiles()
    {
        if (_progress is [.., { } last])
        {
            yield return (HtmlPage.Count(last.Step), $"of {HtmlPage.Count(last.NumSteps)} steps");
            yield return (Durations.Format(last.Elapsed), "training");
            if (last.Remaining > TimeSpan.Zero)
            {
                yield return (Durations.Format(last.Remaining), "left at this speed");
            }

            yield return (LineChart.Number(last.TotalLoss), "weighted sum of losses");
            yield return (LineChart.Number(last.ImagesPerSecond), "images per second");
            if (last.PeakMemoryBytes > 0)
            {
                yield return ($"{LineChart.Number(last.PeakMemoryBytes / 1e9)} GB", "memory at its peak");
            }
        }

        if (_evaluations is [.., { } evaluation])
        {
            var headlines = MetricText.Headlines(evaluation.Records);
            yield return (
                $"{headlines.Count(record => record.BeatsBaseline == true)} of {headlines.Length}",
                "scores beat the baseline");
        }
    }
}
