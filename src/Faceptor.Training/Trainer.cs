using System.Runtime.ExceptionServices;
using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Optimization;
using Faceptor.Training.Progress;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>
/// Trains a model on several tasks at once: every step draws a batch of each task, sends images of one size through
/// the network together, and adds the losses up by Eq. 8.
/// </summary>
/// <remarks>
/// Losses are read from the device once an interval. With <see cref="NonFinitePolicy.Stop"/> the weights stay as they
/// are from the first step with a loss or gradient that is not finite (running statistics of norms do not), and the
/// next report stops the run. One run per trainer; not for use by several threads at once.
/// </remarks>
internal sealed class Trainer : IDisposable
{
    private readonly IFaceModel _model;
    private readonly TrainingOptions _options;
    private readonly RunRecord _record;
    private readonly RunCheckpoints _checkpoints;
    private readonly ILogger _logger;
    private readonly TrainingFolder _folder;
    private readonly ICommunicator _ranks;
    private readonly StepPortions _portions;
    private readonly Learner _learner;
    private readonly Device _device;
    private readonly LearnedDataset[] _learned;
    private readonly string _outputFolder;
    private readonly FolderLock? _held;
    private readonly UseGuard _uses;
    private bool _isResumed;

    /// <summary>Prepares a run; the model stays on its device and must not move afterwards.</summary>
    /// <param name="model">The model to train; not disposed here.</param>
    /// <param name="options">What to learn.</param>
    /// <param name="outputFolder">
    /// Where the files go; created. A run does not begin where an earlier one left results, see
    /// <see cref="TrainingFiles.FindResults"/> and <see cref="OverwritesEarlierRun"/>.
    /// </param>
    /// <param name="record">
    /// What the files say about the run beside its options, for example where the data is; null leaves it open.
    /// </param>
    /// <param name="logger">Receives one line per interval and checkpoint.</param>
    /// <exception cref="OptionsException">
    /// The options cannot work, or leave a batch norm of the model a single sample.
    /// </exception>
    /// <exception cref="ArgumentException">The model does not hold one of the tasks.</exception>
    public Trainer(
        IFaceModel model,
        TrainingOptions options,
        string outputFolder,
        RunRecord? record = null,
        ILogger? logger = null)
        : this(model, options, outputFolder, record, logger, encoded: null, learned: null)
    {
    }

    /// <summary>
    /// As the other constructor, with a memory of a frozen encoder's tokens, and with what the sources give; null when
    /// nobody knows more than the tasks.
    /// </summary>
    internal Trainer(
        IFaceModel model,
        TrainingOptions options,
        string outputFolder,
        RunRecord? record,
        ILogger? logger,
        FeatureCache? encoded,
        IEnumerable<LearnedDataset>? learned,
        FolderLock? held = null,
        ICommunicator? ranks = null,
        bool overlaps = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
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

        if (model is FaceptorModel or NaiveFaceptorModel)
        {
            BatchNormSamples.Require(options, model.Options);
        }

        _uses = new UseGuard(this);
        _ranks = ranks ?? SingleRank.Instance;
        _portions = new StepPortions(options, _ranks.Rank, _ranks.NumRanks);
        _model = model;
        _options = options;
        _record = (record ?? RunRecord.Of(options)) with { Training = options };
        _logger = logger ?? NullLogger<Trainer>.Instance;
        _folder = new TrainingFolder(outputFolder, isWritten: _ranks.Rank == 0);
        (_outputFolder, _held) = (outputFolder, held);
        _device = model.EncoderParameters[0].device;
        _learned = [.. learned ?? options.Tasks.Select(entry => new LearnedDataset(entry.Task.Id, null))];
        model.UsesActivationCheckpointing = options.ActivationCheckpointing;
        TrainableParameters.Freeze(model, options);
        _learner = new Learner(model, options, _portions, _ranks, encoded, overlaps);
        _checkpoints = new RunCheckpoints(
            model, options, _record, _folder, _learner.Criterion, _learner.Optimizer, _learner.Scaler, _logger);
    }

    /// <summary>
    /// Steps done: 0 before the run, unless it resumes another. Sources begin with the step after them.
    /// </summary>
    public int StepsDone { get; private set; }

    /// <summary>
    /// Whether results of an earlier run are removed when this one begins, as far as the marker file vouches that they
    /// are this project's. Our choice: no, the run is refused then.
    /// </summary>
    public bool OverwritesEarlierRun { get; init; }

    /// <summary>Tells when a checkpoint is due; the system's clock unless replaced.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The last checkpoint that was written; null before the first.</summary>
    public CheckpointInfo? LastCheckpoint => _checkpoints.Last;

    /// <summary>
    /// Goes to where a checkpoint was written: weights, optimiser, schedule and step. The run that follows
    /// computes what the checkpoint's own run would have computed, on a processor to the last bit.
    /// </summary>
    /// <param name="checkpoint">A checkpoint of the same recipe and network.</param>
    /// <exception cref="CheckpointException">It belongs to another recipe or network, or is damaged.</exception>
    public void Restore(TrainingCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using var use = _uses.Enter();
        StepsDone = _checkpoints.Restore(checkpoint);
        _isResumed = true;
    }

    /// <summary>
    /// Trains to the last step, until it is cancelled or until something fails; then, or then too, saves a checkpoint.
    /// </summary>
    /// <param name="sources">
    /// For every task of the options its batches, of the options' size, without end. Read on this thread, one a step.
    /// </param>
    /// <param name="progress">Receives a report per interval.</param>
    /// <param name="hooks">Who watches and who scores.</param>
    /// <param name="cancellationToken">Ends the run after the step in progress; the result says so.</param>
    /// <returns>How the run ended.</returns>
    /// <exception cref="NonFiniteLossException">
    /// A loss became NaN or infinite; a diagnostic checkpoint is saved.
    /// </exception>
    /// <exception cref="DatasetException">A source ended or gave samples that do not fit.</exception>
    /// <exception cref="CheckpointException">A checkpoint could not be written; the one before is whole.</exception>
    /// <exception cref="OptionsException">An earlier run left results, and they may not be removed.</exception>
    /// <exception cref="FolderInUseException">Another process trains into the folder.</exception>
    /// <exception cref="DeviceMemoryException">A step does not fit into the device's memory.</exception>
    /// <exception cref="ObjectDisposedException">The trainer is disposed.</exception>
    /// <remarks>Whatever is thrown after the first step, the last whole step is saved before.</remarks>
    public TrainingResult Run(
        IReadOnlyDictionary<FaceTask, IEnumerable<TaskBatch>> sources,
        IProgress<TrainingProgress>? progress = null,
        TrainingHooks? hooks = null,
        CancellationToken cancellationToken = default)
    {
        using var use = _uses.Enter();
        using var model = _model.Hold();
        using var own = _held is null && _ranks.Rank == 0 ? FolderLock.Take(_outputFolder) : null;
        // A program around may have switched gradients off.
        using var normal = inference_mode(false);
        using var rounding = _options.AllowTf32 ? new TensorFloat32() : null;
        using var recording = enable_grad();
        if (_isResumed)
        {
            _folder.Continue(StepsDone);
        }
        else
        {
            _folder.Begin(_record, OverwritesEarlierRun);
        }

        TrainerLog.Started(_logger, _options, _device.ToString());
        using var run = new TrainingRun(_options, hooks ?? new TrainingHooks(), progress, _learner.Scaler);
        var timer = new CheckpointTimer(_options.CheckpointMinutes, Clock);
        using var feed = new AgreedFeed(
            new BatchFeed(_options.Tasks, _portions, sources), _ranks, waits: _device.type != DeviceType.CPU);
        _model.Provenance = WeightProvenance.AfterLearning(_model.Provenance, _learned);
        TrainableParameters.EnterTraining(_model, _options);
        var firstStep = StepsDone;
        try
        {
            while (StepsDone < _options.NumSteps && feed.Next(StepsDone, timer, cancellationToken) is { } batches)
            {
                hooks?.StepBegins?.Invoke(StepsDone + 1);
                Step(batches, run);
                Array.ForEach(batches, batch => batch.Dispose());
                StepsDone++;
                AfterStep(run, timer, feed.IsSaveDue(timer), cancellationToken);
            }
        }
        catch (RanksFailedException agreed)
        {
            EndedTogether = true;
            if (StepsDone > firstStep)
            {
                _checkpoints.SaveAfterFailure(StepsDone, run.Elapsed);
            }

            ExceptionDispatchInfo.Throw(agreed.InnerException!);
            throw;
        }
        catch (Exception error) when (StepsDone > firstStep && error is not NonFiniteLossException
            && _ranks.NumRanks == 1)
        {
            // With several ranks the others do not know, and saving is done together: they end without.
            _checkpoints.SaveAfterFailure(StepsDone, run.Elapsed);
            throw;
        }

        try
        {
            return Finish(run, cancellationToken);
        }
        catch (RanksFailedException agreed)
        {
            EndedTogether = true;
            ExceptionDispatchInfo.Throw(agreed.InnerException!);
            throw;
        }
    }

    /// <summary>Whether the run failed in a way that all ranks have heard of, and so end at the same place.</summary>
    public bool EndedTogether { get; private set; }

    /// <summary>Frees the losses' parameters and the optimiser's state; the model stays.</summary>
    /// <exception cref="InvalidOperationException">A run is going on, on another thread; cancel it first.</exception>
    public void Dispose()
    {
        if (!_uses.CloseUnlessUsed())
        {
            return;
        }

        _learner.Dispose();
    }

    private void Step(TaskBatch[] batches, TrainingRun run)
    {
        try
        {
            using var scope = NewDisposeScope();
            var (losses, norm) = _learner.Step(batches, StepsDone);
            run.Losses.Add(losses, norm);
        }
        catch (Exception error) when (DeviceMemory.Explain(error, DeviceMemory.ForTraining) is { } explained)
        {
            throw explained;
        }
    }

    private void AfterStep(
        TrainingRun run, CheckpointTimer timer, bool isSaveDue, CancellationToken cancellationToken)
    {
        var isEvaluation = run.Scores && IsDue(_options.EvaluationInterval);
        var isCheckpoint = IsDue(_options.CheckpointInterval) || isEvaluation || isSaveDue;
        if (StepsDone % _options.LogInterval == 0 || isCheckpoint)
        {
            Report(run);
        }

        if (StepsDone == _options.NumSteps)
        {
            return;
        }

        if (isEvaluation)
        {
            Evaluate(run, cancellationToken);
        }

        if (isCheckpoint)
        {
            _checkpoints.Save(StepsDone, run.Elapsed, CheckpointReason.Interval);
            timer.Restart();
        }

        bool IsDue(int interval) => interval > 0 && StepsDone % interval == 0;
    }

    private TrainingResult Finish(TrainingRun run, CancellationToken cancellationToken)
    {
        if (run.Losses.Count > 0)
        {
            Report(run);
        }

        // Before anything else: whatever becomes of the scores, nothing that was learned is lost. A run of which
        // nothing was left to do has its last checkpoint already.
        var wasCancelled = StepsDone < _options.NumSteps;
        if (LastCheckpoint is not { Reason: CheckpointReason.Finished })
        {
            var reason = wasCancelled ? CheckpointReason.Cancelled : CheckpointReason.Finished;
            _checkpoints.Save(StepsDone, run.Elapsed, reason);
        }

        try
        {
            if (!wasCancelled)
            {
                EnterEvaluation();
                run.Choose(_model, cancellationToken);
                if (run.Scores)
                {
                    Evaluate(run, cancellationToken);
                }
            }
        }
        finally
        {
            _folder.SaveResult(_model);
        }

        TrainerLog.Ended(_logger, StepsDone, _options.NumSteps, _checkpoints.ElapsedBefore + run.Elapsed);
        return new TrainingResult(StepsDone, wasCancelled, _folder.Weights, run.LastProgress)
        {
            Scores = run.LastScores,
        };
    }

    private void Evaluate(TrainingRun run, CancellationToken cancellationToken)
    {
        EnterEvaluation();
        var records = run.Evaluate(_model, StepsDone, cancellationToken);
        _checkpoints.Note(records, StepsDone);
        TrainerLog.Scores(_logger, StepsDone, _options, records);
        _model.ClearCaches();
        TrainableParameters.EnterTraining(_model, _options);
    }

    private void EnterEvaluation()
    {
        _model.ClearCaches();
        _model.Module.eval();
    }

    private void Report(TrainingRun run)
    {
        var rows = run.Losses.Take();
        if (_options.NonFinite == NonFinitePolicy.Stop && _learner.Scaler.ReadFault())
        {
            ThrowNonFinite(run, rows);
        }

        var report = run.Report(rows, StepsDone, _learner.EncoderRate, _checkpoints.ElapsedBefore, _learner.Share);
        _folder.Log(report);
        TrainerLog.Report(_logger, report, run.LastProgress);
        run.Tell(report);
    }

    // A loss is at fault before a gradient: with a scaler, gradients may overflow without harm.
    private void ThrowNonFinite(TrainingRun run, double[][] rows)
    {
        var tasks = _options.Tasks;
        var row = Array.FindIndex(rows, losses => !losses.Take(tasks.Length).All(double.IsFinite));
        row = row >= 0 ? row : Array.FindLastIndex(rows, losses => !losses.All(double.IsFinite));
        var bad = Array.FindIndex(rows[row], value => !double.IsFinite(value));
        _checkpoints.Save(StepsDone, run.Elapsed, CheckpointReason.NonFiniteLoss);
        throw new NonFiniteLossException(
            StepsDone - rows.Length + row + 1,
            bad < tasks.Length ? tasks[bad].Task.Id : "the gradient",
            tasks.Index().ToDictionary(entry => entry.Item.Task.Id, entry => rows[row][entry.Index]),
            _folder.Diagnostic);
    }
}
