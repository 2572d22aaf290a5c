using System.Diagnostics;
using Faceptor.Core.Tasks;
using Faceptor.Core.Tensors;
using Faceptor.Models;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>What a trainer keeps while it runs: clock, losses not yet reported, steps that were skipped, watchers.</summary>
internal sealed class TrainingRun(
    TrainingOptions options, TrainingHooks hooks, IProgress<TrainingProgress>? progress, Device device) : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    // 0 as long as everything was finite, NaN for good from the first number that is not.
    private readonly Tensor _health = zeros(1, device: device).DetachFromDisposeScope();
    private readonly Tensor _skipped = zeros(1, device: device).DetachFromDisposeScope();
    private TimeSpan _reportedAt;

    /// <summary>Losses since the last report.</summary>
    public LossLedger Ledger { get; } = new(options.Tasks.Length);

    /// <summary>Time since the run began, or went on.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Whether somebody scores the model.</summary>
    public bool Scores => hooks.Evaluate is not null;

    /// <summary>The last report; null before the first.</summary>
    public TrainingProgress? LastProgress { get; private set; }

    /// <summary>The last scores; empty before the first.</summary>
    public IReadOnlyList<MetricRecord> LastScores { get; private set; } = [];

    /// <summary>Steps of this part of the run that left the weights alone; waits for the device.</summary>
    public long NumSkipped => (long)_skipped.ToSingle();

    /// <summary>Notes a step's losses and says whether the weights may move; does not wait for the device.</summary>
    /// <param name="losses">Mean loss of each task, scalars.</param>
    /// <param name="norm">The gradient's norm, a scalar.</param>
    /// <returns>A number that is finite when they may, in the caller's scope.</returns>
    public Tensor Judge(IReadOnlyList<Tensor> losses, Tensor norm)
    {
        Ledger.Add(losses, norm);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var now = stack([.. losses.Select(loss => loss.to_type(ScalarType.Float32)), norm.to_type(ScalarType.Float32)])
            .sum().Times(0).reshape(1);
        if (options.NonFinite == NonFinitePolicy.Skip)
        {
            _skipped.add_(now.isfinite().logical_not().to_type(ScalarType.Float32));
            return now.MoveToOuterDisposeScope();
        }

        _health.copy_(_health.Plus(now));
        return _health.alias().MoveToOuterDisposeScope();
    }

    /// <summary>Scores the model and tells the observers.</summary>
    public IReadOnlyList<MetricRecord> Evaluate(IFaceModel model, int step, CancellationToken cancellationToken)
    {
        LastScores = hooks.Evaluate!(model, cancellationToken);
        var evaluation = new TrainingEvaluation(step, options.NumSteps, LastScores, model);
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
    /// <param name="skippedBefore">Skipped steps of earlier parts.</param>
    /// <param name="share">A task's part of the total.</param>
    public TrainingProgress Report(
        double[][] rows, int step, double rate, TimeSpan elapsedBefore, long skippedBefore, Func<FaceTask, double> share)
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
            SkippedSteps = checked((int)(skippedBefore + NumSkipped)),
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
    public void Dispose()
    {
        Ledger.Dispose();
        _health.Dispose();
        _skipped.Dispose();
    }

    // Skipped steps say nothing about how well the others went.
    private static double MeanOfFinite(double[][] rows, int column) =>
        rows.Select(row => row[column]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
