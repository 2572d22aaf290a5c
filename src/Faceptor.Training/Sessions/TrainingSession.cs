using System.Collections.Immutable;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Evaluation.Sessions;
using Faceptor.Models;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training.Sessions;

/// <summary>
/// Trains a model on the datasets below one folder: opens them, makes the model, feeds the trainer.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    private readonly UseGuard _uses;
    private readonly TrainingSessionOptions _options;
    private readonly SessionDatasets _datasets;
    private readonly Device _device;
    private readonly SessionBatches _batches;
    private readonly FolderLock? _lock;
    private readonly ICommunicator _ranks;
    private readonly int _numThreads;
    private readonly ILogger _logger = NullLogger.Instance;

    /// <summary>Opens the datasets and makes the model.</summary>
    /// <param name="options">What to train.</param>
    /// <exception cref="DatasetException">A dataset is missing, empty or broken.</exception>
    /// <exception cref="OptionsException">The options cannot work.</exception>
    /// <exception cref="CheckpointException">The weights to start from are missing or do not fit.</exception>
    /// <exception cref="FolderInUseException">Another process uses the output folder.</exception>
    /// <exception cref="DistributedException">Other ranks have another recipe, network or other data.</exception>
    /// <remarks>The output folder is this session's until it is disposed.</remarks>
    public TrainingSession(TrainingSessionOptions options)
        : this(options, Take(options), former: null, checkpoint: null)
    {
    }

    private TrainingSession(
        TrainingSessionOptions options, FolderLock? held, RunRecord? former, TrainingCheckpoint? checkpoint)
    {
        _lock = held;
        _ranks = options.Ranks ?? SingleRank.Instance;
        _uses = new UseGuard(this);
        try
        {
            options.RequireWorkers();
            _options = options;
            _logger = options.Logger ?? _logger;
            ResumesFrom = checkpoint;
            _device = ComputeDevice.Find(options.Device);
            _numThreads = TorchThreads.Choose(options.NumThreads ?? former?.NumThreads, _device.type == DeviceType.CPU);
            _datasets = SessionDatasets.Open(options);
            if (former is null && IsFirst)
            {
                RunFolder.RequireFree(options.OutputFolder, options.OverwritesEarlierRun, options.Inputs);
            }
            else if (former is not null)
            {
                _datasets.RequireSame(former);
            }

            Training = Complete(options.Training);
            // A checkpoint brings all weights, those that a network was extended from included.
            Model = checkpoint?.Manifest.Run.Model is { } whole
                ? FaceptorModelFactory.Create(whole, Training.Seed)
                : SessionModel.Make(options, Training);
            Training = Training with { IdentityEmbedDim = Model.Options.IdentityDim };
            BatchNormSamples.Require(Training, Model.Options);
            var portions = new StepPortions(Training, _ranks.Rank, _ranks.NumRanks);
            if (_device.type != DeviceType.CPU)
            {
                Model.Module.to(_device);
            }

            _batches = new SessionBatches(options, Training, _datasets, Model, portions);
            Changes = former is null
                ? []
                : ResumeChanges.Between(former, Record, checkpoint?.Manifest.Format);
            if (IsFirst)
            {
                RunFolder.Claim(options.OutputFolder);
            }

            RankInputs.RequireSame(_ranks, Record, Model);
            SessionLog.Opened(_logger, this, options, _datasets.Counts);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Goes on with a run that was stopped or died: from its newest whole checkpoint, or from the beginning when it had
    /// none yet. On a processor the result is, to the last bit, what the run would have come to by itself.
    /// </summary>
    /// <param name="outputFolder">The run's folder.</param>
    /// <param name="adjust">Changes what does not change results: threads, memory, where the data is now.</param>
    /// <param name="ranks">
    /// The processes that go on together, any number that divides the recipe's portions; null for this one alone.
    /// </param>
    /// <exception cref="CheckpointException">
    /// The folder holds no run, all its checkpoints are damaged, or one cannot be read now: nothing is changed then.
    /// </exception>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="DatasetException">
    /// A dataset is missing, or has another number of samples than before.
    /// </exception>
    public static TrainingSession Resume(
        string outputFolder,
        Func<TrainingSessionOptions, TrainingSessionOptions>? adjust = null,
        ICommunicator? ranks = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputFolder);
        ranks ??= SingleRank.Instance;
        FolderLock? held = null;
        if (ranks.Rank == 0)
        {
            held = Directory.Exists(outputFolder)
                ? FolderLock.Take(outputFolder)
                : throw new CheckpointException(outputFolder, "the folder of the run does not exist; check the path.");
        }

        try
        {
            var checkpoint = RankInputs.FindNewest(ranks, outputFolder);
            var record = checkpoint?.Manifest.Run ?? ReadRecordOfEmpty(outputFolder);
            var options = TrainingSessionOptions.Repeat(record, outputFolder) with { Ranks = ranks };
            return new TrainingSession(adjust?.Invoke(options) ?? options, held, record, checkpoint);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>The checkpoint that the run goes on from; null when it begins at the beginning.</summary>
    internal TrainingCheckpoint? ResumesFrom { get; }

    /// <summary>
    /// What is not as it was when the run that goes on was begun, one line each: threads, device, versions, datasets.
    /// Its last bits, or more, may differ for it.
    /// </summary>
    public ImmutableArray<string> Changes { get; }

    /// <summary>The model; training changes it in place. Disposed with the session.</summary>
    public IFaceModel Model { get; }

    /// <summary>The effective recipe: the tasks that are trained, the identities that the identity dataset has.</summary>
    public TrainingOptions Training { get; }

    /// <summary>Opens the custom images that are to score on.</summary>
    /// <returns>One split for each task that has some; the caller disposes them.</returns>
    /// <exception cref="DatasetException">A split is missing or broken.</exception>
    public ImmutableArray<EvaluationSet> OpenCustomTests() => CustomTestSets.Open(Training.Tasks);

    /// <summary>
    /// The tasks whose datasets are looked for below the data folder; the others have custom images.
    /// </summary>
    public IEnumerable<FaceTask> TasksOfDataRoot => Model.Tasks.Except(
        Training.Tasks.Where(entry => entry.Dataset is not null).Select(entry => entry.Task));

    /// <summary>
    /// The effective recipe as a file would have it: what a session was asked for, with what data and weights decided.
    /// </summary>
    /// <param name="recipe">The recipe that the options were made from.</param>
    public Recipe Complete(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe with { Training = Training, Model = recipe.Model is null ? null : Model.Options };
    }

    /// <summary>What the run's files say about it.</summary>
    internal RunRecord Record => RunRecord.Of(Training) with
    {
        DataRoot = Path.GetFullPath(_options.DataRoot),
        InitialWeights = _options.InitialWeights is { } weights ? Path.GetFullPath(weights) : null,
        Model = Model.Options,
        Layout = _options.Layout,
        BadSamples = _options.BadSamples,
        Samples = _datasets.Counts,
        Fingerprints = _datasets.Fingerprints,
        NumThreads = _numThreads,
        Device = _device.ToString(),
    };

    /// <summary>
    /// The tasks that were tried with Layer-Attention, and whether they keep it; empty before the end of a second
    /// stage.
    /// </summary>
    public ImmutableArray<LayerAttentionChoice> LayerAttentionChoices { get; private set; } = [];

    /// <summary>
    /// What the run does otherwise than the released code and its recipe does not say; a sentence each, mostly none.
    /// </summary>
    public ImmutableArray<string> Notes => _batches.KeepsTokens && Model.Options.DropPathRate > 0
        ?
        [
            "what the frozen encoder makes of an image is computed once and kept, without stochastic depth; the "
            + "released code drops anew in every step (frozenPartsInTrainingMode: true, which takes longer)",
        ]
        : [];

    /// <summary>Knows the datasets below the data folder.</summary>
    public DatasetRegistry Registry => _options.Registry;

    /// <summary>Where weights, log and options go.</summary>
    public string OutputFolder => _options.OutputFolder;

    /// <summary>The last checkpoint of <see cref="Train"/>, however it ended; null when none was written.</summary>
    internal CheckpointInfo? LastCheckpoint { get; private set; }

    /// <summary>Whether <see cref="Train"/> failed in a way that all ranks have heard of, so that none waits for another.</summary>
    internal bool EndedTogether { get; private set; }

    /// <summary>The training datasets, in the order of the recipe's tasks.</summary>
    public ImmutableArray<IFaceDataset> Datasets => [.. Training.Tasks.Select(entry => _datasets[entry.Task])];

    /// <summary>
    /// The samples that <see cref="Train"/> skipped, once each; empty unless the options allow skipping.
    /// </summary>
    internal ImmutableArray<(FaceTask Task, BadSample Sample)> BadSamples => _batches.BadSamples;

    /// <summary>Trains to the last step or until it is cancelled; a loadable checkpoint is there either way.</summary>
    /// <param name="progress">Receives a report per interval, on this thread.</param>
    /// <param name="hooks">Who watches and who scores.</param>
    /// <param name="cancellationToken">Ends the run after the step in progress; the result says so.</param>
    /// <exception cref="NonFiniteLossException">A loss became NaN or infinite.</exception>
    /// <exception cref="DatasetException">
    /// An image or label is missing or broken; the weights so far are saved, <see cref="LastCheckpoint"/> says so.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public TrainingResult Train(
        IProgress<TrainingProgress>? progress = null,
        TrainingHooks? hooks = null,
        CancellationToken cancellationToken = default)
    {
        using var use = _uses.Enter();
        using var threads = new TorchThreads(_numThreads);
        using var workers = new WorkerPool(_options.NumWorkers);
        using var encoded = _batches.CreateFeatureCache();
        using var trainer = new Trainer(
            Model,
            Training,
            _options.OutputFolder,
            Record,
            _logger,
            encoded,
            _datasets.Learned,
            _lock,
            _ranks,
            _options.OverlapsReduction)
        {
            OverwritesEarlierRun = _options.OverwritesEarlierRun,
        };
        if (ResumesFrom is { } checkpoint)
        {
            trainer.Restore(checkpoint);
        }

        // One of several ranks stops when all do, which the trainer decides; its batches go on until then.
        var sources = _ranks.NumRanks == 1 ? cancellationToken : CancellationToken.None;
        TrainingResult result;
        try
        {
            result = trainer.Run(
                _batches.OwnTasks.ToDictionary(
                    entry => entry.Task, entry => _batches.Of(entry, trainer.StepsDone, workers, sources)),
                progress,
                (hooks ?? new TrainingHooks()) with { Choose = ChooseLayerAttention },
                cancellationToken);
        }
        finally
        {
            LastCheckpoint = trainer.LastCheckpoint;
            EndedTogether = trainer.EndedTogether;
        }

        Model.ClearCaches();
        Model.Module.eval();
        return result;
    }

    /// <summary>Frees the model and the output folder, and closes files that datasets keep open.</summary>
    /// <exception cref="InvalidOperationException">Training goes on, on another thread; cancel it first.</exception>
    public void Dispose()
    {
        if (!_uses.CloseUnlessUsed())
        {
            return;
        }

        Model?.Dispose();
        _datasets?.Dispose();
        _lock?.Dispose();
    }

    private bool IsFirst => _ranks.Rank == 0;

    private static FolderLock? Take(TrainingSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Ranks is { Rank: > 0 })
        {
            return null;
        }

        // The lock first: whoever trains there already is named rather than what he has left so far. A folder that the
        // lock made goes with it.
        var held = FolderLock.Take(options.OutputFolder);
        try
        {
            RunFolder.RequireFree(options.OutputFolder, options.OverwritesEarlierRun, options.Inputs);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // Beginning again is no way to go on where it would cost something.
    private static RunRecord ReadRecordOfEmpty(string outputFolder)
    {
        var results = TrainingFiles.FindResults(outputFolder);
        return results.IsEmpty
            ? RunRecordFile.Read(Path.Combine(outputFolder, TrainingFiles.Options))
            : throw new CheckpointException(
                outputFolder,
                $"there is no checkpoint to go on from, and beginning again would remove {string.Join(", ", results)}; "
                + "begin another run in another folder, or this one again with --overwrite.");
    }

    private TrainingOptions Complete(TrainingOptions recipe)
    {
        var complete = recipe with
        {
            Tasks = [.. recipe.Tasks.Where(entry => _datasets.Tasks.Contains(entry.Task))],
            NumIdentities = _datasets.NumIdentities ?? recipe.NumIdentities,
            WarmupSteps = Math.Min(recipe.WarmupSteps, recipe.NumSteps / 2),
        };
        complete.Validate();
        return complete;
    }

    // Paper: Sec. 3.3, a task that does not gain by Layer-Attention does without.
    private ImmutableArray<LayerAttentionChoice> ChooseLayerAttention(
        IFaceModel model, CancellationToken cancellationToken)
    {
        if (Training.FineTuneScope != FineTuneScope.LayerAttention || model is not FaceptorModel faceptor
            || _datasets.Validation.IsEmpty)
        {
            return [];
        }

        // The datasets are this session's, so the evaluation is not disposed. A run that passes over bad samples does
        // not end at one that is held out: its task is not scored, and keeps what it has.
        var validation = new EvaluationSession(
            _datasets.Validation, new EvaluationOptions
            {
                ListsUnreadable = _options.BadSamples == BadSamplePolicy.Skip,
                Logger = _logger,
                Ranks = _ranks,
            });
        LayerAttentionChoices = LayerAttentionChoice.Make(
            faceptor,
            Training.Tasks.Select(entry => entry.Task),
            candidate => validation.Evaluate(candidate, cancellationToken: cancellationToken));
        foreach (var choice in LayerAttentionChoices)
        {
            SessionLog.LayerAttentionChosen(
                _logger, choice.TaskId, choice.With.Metric, choice.Without.Value, choice.With.Value, choice.IsKept);
        }

        if (IsFirst)
        {
            LayerAttentionChoice.Write(
                Path.Combine(OutputFolder, TrainingFiles.LayerAttention), LayerAttentionChoices);
        }

        return LayerAttentionChoices;
    }
}
