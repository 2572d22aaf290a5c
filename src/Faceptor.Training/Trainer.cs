using System.Diagnostics;
using Faceptor.Core.Batches;
using Faceptor.Core.Tasks;
using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>
/// Trains a model on several tasks at once: every step draws a batch of each task, sends pictures of one size through
/// the network together, and adds the losses up by Eq. 8.
/// </summary>
/// <remarks>
/// Tasks of one input size are run backward before the next size is run forward, so that only one size's activations
/// are alive. From the first step with a loss or gradient that is not finite the weights stay as they are (running
/// statistics of norms do not); the next report stops the run. One run per trainer; not for use by several threads at
/// once.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private readonly IFaceModel _model;
    private readonly TrainingOptions _options;
    private readonly RunRecord _record;
    private readonly ILogger _logger;
    private readonly TrainingFolder _folder;
    private readonly FaceCriterion _criterion;
    private readonly MultiTaskLoss _total;
    private readonly FusedAdamW _optimizer;
    private readonly WarmupCosine _schedule;
    private readonly Device _device;
    private readonly ImageTransfer _images;
    private readonly Dictionary<FaceTask, int> _taskIndex;

    /// <summary>Prepares a run; the model stays on its device and must not move afterwards.</summary>
    /// <param name="model">The model to train; not disposed here.</param>
    /// <param name="options">What to learn.</param>
    /// <param name="outputFolder">
    /// Where the files go; created. When the run begins, results of an earlier one are removed: see
    /// <see cref="TrainingFiles.FindResults"/>.
    /// </param>
    /// <param name="writer">How weights become files.</param>
    /// <param name="record">
    /// What the files say about the run beside its options, for example where the data is; null leaves it open.
    /// </param>
    /// <param name="logger">Receives one line per interval and checkpoint.</param>
    /// <exception cref="Core.Errors.OptionsException">The options cannot work.</exception>
    /// <exception cref="ArgumentException">The model does not hold one of the tasks.</exception>
    public Trainer(
        IFaceModel model,
        TrainingOptions options,
        string outputFolder,
        ICheckpointWriter writer,
        RunRecord? record = null,
        ILogger<Trainer>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputFolder);
        options.Validate();
        var missing = options.Tasks.Select(entry => entry.Task).Except(model.Tasks).ToArray();
        if (missing.Length > 0)
        {
            throw new ArgumentException(
                $"the model does not hold {string.Join<FaceTask>(", ", missing)};"
                + $" it holds {string.Join(", ", model.Tasks)}.",
                nameof(model));
        }

        _model = model;
        _options = options;
        _record = (record ?? RunRecord.Of(options)) with { Training = options };
        _logger = logger ?? NullLogger<Trainer>.Instance;
        _folder = new TrainingFolder(outputFolder, writer);
        _device = model.EncoderParameters[0].device;
        _images = new ImageTransfer(_device);
        _taskIndex = options.Tasks.Index().ToDictionary(entry => entry.Item.Task, entry => entry.Index);
        manual_seed(options.Seed);
        cuda.manual_seed_all(options.Seed);
        _criterion = new FaceCriterion(options);
        _criterion.to(_device);
        _total = new MultiTaskLoss(options.Tasks.Select(entry => KeyValuePair.Create(entry.Task, entry.Weight)));
        _schedule = new WarmupCosine(
            options.WarmupStartRate, options.EncoderRate, options.WarmupSteps, options.NumSteps);
        TrainableParameters.Freeze(model, options);
        _optimizer = new FusedAdamW(LearningGroups.Of(model, _criterion, options));
    }

    /// <summary>The last checkpoint that was written; null before the first.</summary>
    public CheckpointInfo? LastCheckpoint { get; private set; }

    /// <summary>
    /// Trains to the last step, until it is cancelled or until something fails; then, or then too, saves a checkpoint.
    /// </summary>
    /// <param name="sources">
    /// For every task of the options its batches, of the options' size, without end. Read on this thread, one a step.
    /// </param>
    /// <param name="progress">Receives a report per interval.</param>
    /// <param name="cancellationToken">Ends the run after the step in progress; the result says so.</param>
    /// <returns>How the run ended.</returns>
    /// <exception cref="NonFiniteLossException">
    /// A loss became NaN or infinite; a diagnostic checkpoint is saved.
    /// </exception>
    /// <exception cref="Core.Errors.DatasetException">
    /// A source ended or gave samples that do not fit. Whatever is thrown after the first step, the weights of the last
    /// whole step are saved before.
    /// </exception>
    public TrainingResult Run(
        IReadOnlyDictionary<FaceTask, IEnumerable<TaskBatch>> sources,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        _folder.Begin(_record);
        TrainerLog.Started(_logger, _options.Tasks.Length, _options.NumSteps, _device.ToString(), _options.ToString());
        using var feed = new BatchFeed(_options.Tasks, sources);
        using var ledger = new LossLedger(_options.Tasks.Length);
        using var health = zeros(1, device: _device).DetachFromDisposeScope();
        TrainableParameters.EnterTraining(_model);
        var clock = Stopwatch.StartNew();
        var reportedAt = TimeSpan.Zero;
        TrainingProgress? last = null;
        var step = 0;
        try
        {
            while (step < _options.NumSteps && Draw(feed, cancellationToken) is { } batches)
            {
                SetRates(step);
                Step(batches, ledger, health);
                Array.ForEach(batches, batch => batch.Dispose());
                step++;
                var isCheckpoint = _options.CheckpointInterval > 0 && step % _options.CheckpointInterval == 0;
                if (step % _options.LogInterval == 0 || isCheckpoint)
                {
                    ReportNow();
                }

                if (isCheckpoint && step < _options.NumSteps)
                {
                    Save(step, CheckpointReason.Interval);
                }
            }
        }
        catch (Exception error) when (step > 0 && error is not NonFiniteLossException)
        {
            SaveAfterFailure(step);
            throw;
        }

        if (ledger.Count > 0)
        {
            ReportNow();
        }

        var wasCancelled = step < _options.NumSteps;
        Save(step, wasCancelled ? CheckpointReason.Cancelled : CheckpointReason.Finished);
        return new TrainingResult(step, wasCancelled, _folder.Weights, last);

        void ReportNow()
        {
            last = Report(ledger, step, clock.Elapsed, clock.Elapsed - reportedAt);
            reportedAt = clock.Elapsed;
            progress?.Report(last);
        }
    }

    /// <summary>Frees the losses' parameters and the optimiser's state; the model stays.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _images.Dispose();
        _criterion.Dispose();
    }

    // Sources may end by the same token; cancellation therefore counts as such whichever of the two notices it first.
    private static TaskBatch[]? Draw(BatchFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            return cancellationToken.IsCancellationRequested ? null : feed.Next();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void SetRates(int step)
    {
        var rate = _schedule.RateAt(step);
        _optimizer.Groups[LearningGroups.Encoder].LearningRate = rate;
        _optimizer.Groups[LearningGroups.Other].LearningRate = rate * _options.OtherRateFactor;
    }

    private void Step(TaskBatch[] batches, LossLedger ledger, Tensor health)
    {
        using var scope = NewDisposeScope();
        var losses = new Tensor[batches.Length];
        foreach (var group in batches.GroupBy(batch => batch.SidePx))
        {
            using var groupScope = NewDisposeScope();
            var taskLosses = Losses([.. group]);
            _total.Combine(taskLosses).backward();
            foreach (var (task, loss) in taskLosses)
            {
                losses[_taskIndex[task]] = loss.detach().MoveToOuterDisposeScope();
            }
        }

        var parameters = _optimizer.Groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Value);
        var norm = GradientClipping.ClipNorm(parameters, _options.MaxGradientNorm);
        ledger.Add(losses, norm);

        // 0 as long as all numbers are finite, NaN for good from the first that is not: weights then stay as they are
        // until the next report reads the ledger and stops the run.
        using (no_grad())
        {
            health.copy_(health.Plus(stack([.. losses, norm]).sum().Times(0)));
        }

        _optimizer.Step(health);
        _optimizer.ZeroGrad();
    }

    private KeyValuePair<FaceTask, Tensor>[] Losses(TaskBatch[] batches)
    {
        var first = 0;
        var ranges = new List<TaskRange>(batches.Length);
        foreach (var batch in batches)
        {
            ranges.Add(new TaskRange(batch.Task, first, batch.NumImages));
            first += batch.NumImages;
        }

        var outputs = _model.Forward(_images.Send(batches), ranges);
        return
        [
            .. outputs.Zip(
                batches, (output, batch) => KeyValuePair.Create(batch.Task, _criterion.Compute(output, batch))),
        ];
    }

    private TrainingProgress Report(LossLedger ledger, int step, TimeSpan elapsed, TimeSpan interval)
    {
        var rate = _optimizer.Groups[LearningGroups.Encoder].LearningRate;
        var rows = ledger.Take();
        var tasks = _options.Tasks;
        for (var row = 0; row < rows.Length; row++)
        {
            var bad = Array.FindIndex(rows[row], value => !double.IsFinite(value));
            if (bad >= 0)
            {
                Save(step, CheckpointReason.NonFiniteLoss);
                throw new NonFiniteLossException(
                    step - rows.Length + row + 1,
                    bad < tasks.Length ? tasks[bad].Task.Id : "the gradient",
                    tasks.Index().ToDictionary(entry => entry.Item.Task.Id, entry => rows[row][entry.Index]),
                    _folder.Diagnostic);
            }
        }

        var means = tasks.Index().ToDictionary(
            entry => entry.Item.Task, entry => rows.Average(row => row[entry.Index]));
        var report = new TrainingProgress(
            step,
            _options.NumSteps,
            rate,
            means.Sum(mean => _total.Share(mean.Key) * mean.Value),
            means.ToDictionary(mean => mean.Key.Id, mean => mean.Value),
            rows[^1][tasks.Length],
            rows.Length * tasks.Sum(entry => entry.BatchSize) / Math.Max(interval.TotalSeconds, 1e-9),
            elapsed,
            elapsed / step * (_options.NumSteps - step));
        _folder.Log(report);
        TrainerLog.Progress(_logger, step, _options.NumSteps, report.TotalLoss, rate, report.ImagesPerSecond);
        return report;
    }

    // What ended the run matters more than that its end could not be saved.
    private void SaveAfterFailure(int step)
    {
        try
        {
            Save(step, CheckpointReason.Failed);
        }
        catch (Exception error)
        {
            TrainerLog.NotSaved(_logger, error, step);
        }
    }

    private void Save(int step, CheckpointReason reason)
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, parameter) in _criterion.LearnedParameters)
        {
            state.Add(LearningGroups.CriterionPrefix + name, parameter);
        }

        foreach (var (name, tensor) in _optimizer.GetState())
        {
            state.Add("optimizer." + name, tensor);
        }

        var info = new CheckpointInfo(step, _options.NumSteps, reason);
        _folder.Save(_model, state, info);
        LastCheckpoint = info;
        TrainerLog.Saved(_logger, step, reason.ToString());
    }
}
