using System.Collections.Immutable;
using System.Diagnostics;
using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Training.Optimization;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Training;

/// <summary>What a trainer keeps while it runs: clock, losses not yet reported, watchers.</summary>
internal sealed class TrainingRun(
    TrainingOptions options, TrainingHooks hooks, IProgress<TrainingProgress>? progress, GradientScaler scaler)
    : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private TimeSpan _reportedAt;
    private ImmutableArray<LayerAttentionChoice> _choices = [];

    /// <summary>Losses since the last report.</summary>
    public LossBuffer Losses { get; } = new(options.Tasks.Length);

    /// <summary>Time since the run began, or went on.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Whether somebody scores the model.</summary>
    public bool Scores => hooks.Evaluate is not null;

    /// <summary>The last report; null before the first.</summary>
    public TrainingProgress? LastProgress { get; private set; }

    /// <summary>The last scores; empty before the first.</summary>
    public IReadOnlyList<MetricRecord> LastScores { get; private set; } = [];

    /// <summary>Lets whoever wants to switch Layer-Attention; the model is in evaluation mode.</summary>
    public void Choose(IFaceModel model, CancellationToken cancellationToken) =>
        _choices = hooks.Choose?.Invoke(model, cancellationToken) ?? [];

    /// <summary>Scores the model and tells the observers.</summary>
    public IReadOnlyList<MetricRecord> Evaluate(IFaceModel model, int step, CancellationToken cancellationToken)
    {
        LastScores = hooks.Evaluate!(model, cancellationToken);
        var evaluation = new TrainingEvaluation(step, options.NumSteps, LastScores, model) { Choices = _choices };
        foreach (var observer in hooks.Observers)
        {
            observer.OnEvaluation(evaluation);
        }

        return LastScores;
    }

    /// <summary>Sums an interval up.</summary>
    /// <param name="rows">For each of its steps the tasks' losses and the gradient's norm.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="rate">The encoder's rate.</param>
    /// <param name="elapsedBefore">Time of earlier parts of the run.</param>
    /// <param name="share">A task's part of the total.</param>
    public TrainingProgress Report(
        double[][] rows, int step, double rate, TimeSpan elapsedBefore, Func<FaceTask, double> share)
    {
        var elapsed = elapsedBefore + Elapsed;
        var interval = Elapsed - _reportedAt;
        _reportedAt = Elapsed;
        var tasks = options.Tasks;
        var means = tasks.Index().ToDictionary(entry => entry.Item.Task, entry => MeanOfFinite(rows, entry.Index));
        return new TrainingProgress(
            step,
            options.NumSteps,
            rate,
            means.Sum(mean => share(mean.Key) * mean.Value),
            means.ToDictionary(mean => mean.Key.Id, mean => mean.Value),
            rows[^1][tasks.Length],
            rows.Length * tasks.Sum(entry => entry.BatchSize) / Math.Max(interval.TotalSeconds, 1e-9),
            elapsed,
            elapsed / step * (options.NumSteps - step))
        {
            PeakMemoryBytes = PeakMemory(),
            SkippedSteps = checked((int)scaler.ReadSkippedSteps()),
            LossScale = scaler.IsScaling ? scaler.ReadScale() : null,
        };
    }

    /// <summary>Hands a report to whoever watches.</summary>
    public void Tell(TrainingProgress report)
    {
        LastProgress = report;
        progress?.Report(report);
        foreach (var observer in hooks.Observers)
        {
            observer.OnProgress(report);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Losses.Dispose();

    // Skipped steps say nothing about how well the others went.
    private static double MeanOfFinite(double[][] rows, int column) =>
        rows.Select(row => row[column]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}

/// <summary>Says when so much time has passed since the last checkpoint that one more is due.</summary>
/// <param name="minutes">Minutes between checkpoints; 0 for never.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class CheckpointTimer(double minutes, TimeProvider clock)
{
    private long _last = clock.GetTimestamp();

    /// <summary>Whether a checkpoint is due.</summary>
    public bool IsDue => minutes > 0 && clock.GetElapsedTime(_last).TotalMinutes >= minutes;

    /// <summary>A checkpoint has been written.</summary>
    public void Restart() => _last = clock.GetTimestamp();
}
