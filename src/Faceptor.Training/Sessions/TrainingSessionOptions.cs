using System.Collections.Immutable;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;

namespace Faceptor.Training.Sessions;

/// <summary>What to train, on what, and where the files go.</summary>
public sealed record TrainingSessionOptions
{
    /// <summary>The folder that holds <c>300W</c>, <c>MORPH2</c> and so on.</summary>
    public required string DataRoot { get; init; }

    /// <summary>Where weights, log and options go.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>
    /// The network; its tasks are replaced by those that are trained. Null takes the network of
    /// <see cref="InitialWeights"/>, which keeps its tasks and gains those that are trained and that it lacks, and
    /// Layer-Attention when that is trained.
    /// </summary>
    public required FaceptorOptions? Model { get; init; }

    /// <summary>
    /// The recipe; tasks without a dataset, neither below the data folder nor custom, are left out.
    /// </summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Tasks to train; empty for all that the recipe knows and the folder holds.</summary>
    public ImmutableArray<FaceTask> Tasks { get; init; } = [];

    /// <summary>
    /// Weights to start from, of any known source: FaRL's file fills the encoder, every other one the whole network,
    /// which has to be the same where <see cref="Model"/> gives one. Null starts from random ones.
    /// </summary>
    public string? InitialWeights { get; init; }

    /// <summary>
    /// Knows the datasets below <see cref="DataRoot"/>: the paper's unless set. Custom datasets are added with
    /// <see cref="DatasetRegistry.With"/>.
    /// </summary>
    public DatasetRegistry Registry { get; init; } = DatasetRegistry.Known;

    /// <summary>The layout of the datasets; null recognises each dataset's own.</summary>
    public DatasetLayout? Layout { get; init; }

    /// <summary>
    /// Threads that prepare samples, all datasets together. Our choice: half of the processors, at most 8; more contend
    /// with libtorch's own threads.
    /// </summary>
    public int NumWorkers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);

    /// <summary>
    /// Where the network runs, see <see cref="ComputeDevice.Find"/>. Our choice: CUDA where it is, else the processor.
    /// </summary>
    public string Device { get; init; } = ComputeDevice.Auto;

    /// <summary>
    /// Whether results of an earlier run in <see cref="OutputFolder"/> are removed when this one begins, as far as a
    /// marker file vouches that they are this project's. Our choice: no, the run is refused then.
    /// </summary>
    public bool OverwritesEarlierRun { get; init; }

    /// <summary>What to do about an image or label that cannot be read.</summary>
    public BadSamplePolicy BadSamples { get; init; }

    /// <summary>
    /// Memory for decoded images and label maps, in bytes, all datasets together. Our choice: 2 GiB.
    /// </summary>
    public long CacheBytes { get; init; } = 2L << 30;

    /// <summary>
    /// Threads that compute on the processor; null leaves it to libtorch, which takes one a core. They add up in another
    /// order with another number, so the last bits depend on it.
    /// </summary>
    public int? NumThreads { get; init; }

    /// <summary>
    /// The processes that train together, each with a session of the same options; null for this one alone. Only the
    /// first one writes files. Results do not depend on their number, which divides the recipe's portions.
    /// </summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>
    /// Told how the run goes, from the opening of the session on; paths and names of samples at Debug only. Null for
    /// nobody.
    /// </summary>
    public ILogger? Logger { get; init; }

    /// <summary>What repeats a recorded run: same data folder, network, recipe, seed and first weights.</summary>
    /// <param name="record">The record of the run, from its <c>options.json</c>.</param>
    /// <param name="outputFolder">Where the files of the repetition go.</param>
    /// <exception cref="OptionsException">The record lacks the data folder or the network.</exception>
    internal static TrainingSessionOptions Repeat(RunRecord record, string outputFolder)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record is { DataRoot: { } dataRoot, Model: { } model }
            ? new TrainingSessionOptions
            {
                DataRoot = dataRoot,
                OutputFolder = outputFolder,
                Model = ExtendedWeights(model, record.Training) ? null : model,
                Training = record.Training,
                Tasks = [.. record.Training.Tasks.Select(entry => entry.Task)],
                InitialWeights = record.InitialWeights,
                Layout = record.Layout,
                BadSamples = record.BadSamples,
            }
            : throw new OptionsException(
                "record",
                "expected a data folder and the network's options, which only runs of a session record; "
                + "use the options.json of such a run.");
    }

    /// <summary>What trains by a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="dataRoot">The folder that holds the datasets.</param>
    /// <param name="outputFolder">Where the files go.</param>
    /// <param name="initialWeights">Weights to start from; null for random ones.</param>
    /// <exception cref="OptionsException">The recipe needs weights and none came.</exception>
    public static TrainingSessionOptions Of(
        Recipe recipe, string dataRoot, string outputFolder, string? initialWeights = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return initialWeights is not null || !recipe.NeedsWeights
            ? new TrainingSessionOptions
            {
                DataRoot = dataRoot,
                OutputFolder = outputFolder,
                Model = recipe.Model,
                Training = recipe.Training,
                Tasks = recipe.HasChosenTasks ? [.. recipe.Training.Tasks.Select(entry => entry.Task)] : [],
                InitialWeights = initialWeights,
            }
            : throw new OptionsException(
                "weights", $"recipe {recipe.Name} starts from {recipe.Weights}; name its file with --weights.");
    }

    /// <summary>Refuses a number of threads that cannot work.</summary>
    /// <exception cref="OptionsException">There is none.</exception>
    internal void RequireWorkers()
    {
        if (NumWorkers < 1)
        {
            throw new OptionsException(nameof(NumWorkers), $"expected at least 1 thread, got {NumWorkers}.");
        }

        if (NumThreads is < 1)
        {
            throw new OptionsException(nameof(NumThreads), $"expected at least 1 thread, got {NumThreads}.");
        }
    }

    /// <summary>What a run reads: it must not lie where an earlier run is removed.</summary>
    internal IEnumerable<string> Inputs =>
    [
        DataRoot,
        .. InitialWeights is { } weights ? new[] { weights } : [],
        .. Training.Tasks.Select(entry => entry.Dataset?.Path).OfType<string>(),
    ];

    // A network that holds more than what was trained came with weights.
    private static bool ExtendedWeights(FaceptorOptions model, TrainingOptions training) =>
        training.FineTuneScope == FineTuneScope.LayerAttention
        || model.Tasks.Except(training.Tasks.Select(entry => entry.Task)).Any();
}
