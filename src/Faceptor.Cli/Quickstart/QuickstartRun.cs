using System.Diagnostics;
using Faceptor.Cli.Commands;
using Faceptor.Cli.Display;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Reporting;
using Faceptor.Evaluation.Sessions;
using Faceptor.Evaluation.Sheets;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Serialization;
using Faceptor.Synthetic;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Reporting;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Quickstart;

/// <summary>Draws, trains, scores, predicts and reports.</summary>
internal sealed class QuickstartRun
{
    private const int NumSteps = 6;

    private readonly CliContext _context;
    private readonly QuickstartPlan _plan;
    private readonly QuickstartFolder _folder;
    private readonly List<QuickstartStep> _steps = [];

    private QuickstartRun(CliContext context, QuickstartPlan plan, QuickstartFolder folder)
    {
        _context = context;
        _plan = plan;
        _folder = folder;
    }

    /// <summary>Runs everything.</summary>
    /// <param name="context">Where to show it.</param>
    /// <param name="output">The folder for everything.</param>
    /// <param name="plan">How much of everything.</param>
    /// <param name="overwrites">Whether a former quickstart may be removed.</param>
    public static void Execute(CliContext context, string output, QuickstartPlan plan, bool overwrites = false)
    {
        OutputFolder.RequireWritable(output);
        using var held = FolderLock.Take(output);
        new QuickstartRun(context, plan, QuickstartFolder.Prepare(output, overwrites)).Execute();
    }

    private void Execute()
    {
        var clock = Stopwatch.StartNew();
        Step($"drawing about {_plan.NumImages} images with all labels", () =>
        {
            DataSynthesizeCommand.Draw(
                _context, _folder.Data, new SyntheticDatasetOptions { Count = _plan.NumImages, Seed = _plan.Seed });
            _folder.NoteData();
            return true;
        });
        using var first = new TrainingSession(new TrainingSessionOptions
        {
            DataRoot = _folder.Data,
            OutputFolder = _folder.FirstStage,
            Model = _plan.Model,
            Training = _plan.Training with { Seed = _plan.Seed },
            Logger = _context.Logger,
        });
        var reports = new CollectedProgress();
        Step(
            $"training on {first.Datasets.Length} datasets for {first.Training.NumSteps} steps",
            () => TrainCommand.Train(_context, first, observers: [reports]));
        using var session = new TrainingSession(new TrainingSessionOptions
        {
            DataRoot = _folder.Data,
            OutputFolder = _folder.SecondStage,
            Model = null,
            InitialWeights = Path.Combine(_folder.FirstStage, TrainingFiles.Weights),
            Training = _plan.SecondStage with { Seed = _plan.Seed },
            Logger = _context.Logger,
        });
        Step(
            $"second stage: Layer-Attention of {session.Datasets.Length} tasks for {session.Training.NumSteps} steps",
            () => TrainCommand.Train(_context, session));
        TrainCommand.WriteChoices(_context, session);
        var records = Step("scoring on held-out files", () => Score(session));
        var cards = Step("predicting held-out images", () => Predict(session));
        Step("writing the report", () =>
        {
            var report = QuickstartReport.Describe(_plan, first, session, _steps, clock.Elapsed, records) with
            {
                Progress = reports.All,
                Evaluations = [new EvaluationEntry(first.Training.NumSteps, records)],
                Cards = cards,
                Preferences = Preferences(session, records),
            };
            AtomicFile.WriteText(_folder.Report, HtmlReport.Write(report));
            return true;
        });
        ScoreTable.Write(_context, records);
        _context.Out.WriteLine($"done in {Durations.Format(clock.Elapsed)}; report: {_folder.Report}");
    }

    private IReadOnlyList<LayerPreference> Preferences(TrainingSession session, IReadOnlyList<MetricRecord> records)
    {
        using var images = new PreviewSamples(_folder.Data, session.Model.Tasks, numPerSet: 2);
        var numSteps = session.Training.NumSteps;
        return images.Look(new TrainingEvaluation(numSteps, numSteps, records, session.Model)).Preferences;
    }

    private IReadOnlyList<MetricRecord> Score(TrainingSession session)
    {
        using var evaluation = new EvaluationSession(
            _folder.Data, session.Model.Tasks, options: new EvaluationOptions { Logger = _context.Logger });
        var records = EvaluateCommand.Score(_context, evaluation, session.Model);
        MetricsFile.Write(Path.Combine(_folder.SecondStage, TrainingFiles.Metrics), records);
        if (records.Any(record => record.OperatingPoints is { Points.IsEmpty: false }))
        {
            StoredOperatingPoints.Store(_context, Path.Combine(_folder.SecondStage, TrainingFiles.Weights), records);
        }

        return records;
    }

    private IReadOnlyList<PredictionCard> Predict(TrainingSession session)
    {
        using var analyzer = new FaceAnalyzer(new TorchEngine(session.Model), ownsEngine: true, logger: _context.Logger);
        using var images = new PreviewSamples(
            _folder.Data, analyzer.Tasks, numPerSet: _plan.NumPredictionsPerSet);
        var previews = new PreviewPredictions(analyzer, images, _folder.Predictions);
        return WorkDisplay.Run(_context, "predicting", report => previews.Predict(report, _context.Cancellation));
    }

    private T Step<T>(string title, Func<T> work)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        _context.Out.WriteLine($"[{_steps.Count + 1}/{NumSteps}] {title}");
        var clock = Stopwatch.StartNew();
        var result = work();
        _steps.Add(new QuickstartStep(title, clock.Elapsed));
        _context.Out.WriteLine($"      {Durations.Format(clock.Elapsed)}");
        return result;
    }
}
