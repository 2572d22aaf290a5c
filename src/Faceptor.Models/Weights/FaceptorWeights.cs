using System.Collections.Immutable;
using Faceptor.Core.Natives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faceptor.Models.Weights;

/// <summary>
/// Weight files in and out: reads every known source (<see cref="WeightSource"/>), writes safetensors that carry the
/// options of their model, so that nothing else is needed to load them.
/// </summary>
/// <remarks>
/// Names and shapes of a whole file are compared with the model before the first tensor is read; tensors are read one
/// by one, so that memory stays near the size of the weights.
/// </remarks>
public static class FaceptorWeights
{
    /// <summary>Numbers that lenient loading may leave random whatever the file holds: 256 MB.</summary>
    private const long MaxLacking = 1 << 26;

    /// <summary>
    /// Writes a model's weights with options, tasks, labels, provenance and terms; the final name appears only when the
    /// file is complete.
    /// </summary>
    /// <param name="model">The model; unchanged.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="progress">Told after each tensor, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work before the next tensor; nothing is left behind.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Save(
        IFaceModel model,
        string path,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        TorchFiles.WriteSafeTensors(
            path, model.Module.state_dict(), WeightMetadata.Of(model), progress, cancellationToken);
    }

    /// <summary>Makes the model that a weight file of any known source describes and loads it.</summary>
    /// <param name="path">The file: own safetensors, or a checkpoint that the paper's authors or FaRL's released.</param>
    /// <param name="options">
    /// What a foreign file does not say, further tasks, Layer-Attention of stage-2 files, how strict to be; null for
    /// the defaults.
    /// </param>
    /// <param name="progress">Told after each tensor, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work before the next tensor.</param>
    /// <returns>
    /// The model, of the architecture that the file holds, on the CPU, in evaluation mode, owned by the caller, and
    /// what became of every tensor.
    /// </returns>
    /// <exception cref="CheckpointException">
    /// A file is missing, damaged or unknown, does not fit (up to ten names of each kind are listed), holds an encoder
    /// alone, or holds a task of the same id with other labels.
    /// </exception>
    /// <exception cref="OptionsException">
    /// A task of <see cref="WeightLoadOptions.LayerAttention"/> is not the model's, has no queries, or holds
    /// Layer-Attention already; or the model is a Naive Faceptor, which has none.
    /// </exception>
    /// <exception cref="NativeLibraryException">libtorch or TorchSharp's native library is missing or does not fit.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static LoadedModel Load(
        string path,
        WeightLoadOptions? options = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new WeightLoadOptions();
        using var file = WeightFile.OpenKnown(path);
        RequireStage2(file, options);
        if (!options.AllowsEncoderOnly || options.NewTasks.Count > 0)
        {
            RequireWhole(file);
        }

        TorchRuntime.Load();
        var stored = OptionsOf(file, options);
        var request = new Request(file, options, progress, cancellationToken);
        if (options.NewTasks.Count == 0)
        {
            return Make(request, stored);
        }

        WeightMetadata.RequireLabels(file, options.NewTasks);
        var extended = stored with { Tasks = [.. stored.Tasks, .. options.NewTasks.Except(stored.Tasks)] };
        return Make(request with { MayLack = name => NewTaskParameters.MayLack(name, stored, extended) }, extended);
    }

    /// <summary>Loads a weight file of any known source into a model that is there.</summary>
    /// <param name="model">
    /// The model to fill; unchanged when names or shapes do not fit, filled in part when weights are not a number. FaRL's
    /// file fills the encoder and enlarges the positions to the model's grid.
    /// </param>
    /// <param name="path">The file.</param>
    /// <param name="options">
    /// How strict to be, and whose Layer-Attention a stage-2 file holds; null for strict. The rest is for
    /// <see cref="Load"/> and not read.
    /// </param>
    /// <param name="progress">Told after each tensor, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work before the next tensor; the model is then filled in part.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged or unknown, does not fit (up to ten names of each kind are listed), or learned
    /// from images that were normalised otherwise than the model's.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static WeightReport LoadInto(
        IFaceModel model,
        string path,
        WeightLoadOptions? options = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new WeightLoadOptions();
        using var file = WeightFile.OpenKnown(path);
        RequireStage2(file, options);
        return Fill(model, new Request(file, options, progress, cancellationToken));
    }

    private static FaceptorOptions OptionsOf(WeightFile file, WeightLoadOptions options) =>
        file.Source == WeightSource.Own ? WeightMetadata.ReadOptions(file) : InferredOptions.Of(file, options);

    private static void RequireWhole(WeightFile file)
    {
        if (file.Source == WeightSource.Farl)
        {
            throw new CheckpointException(
                file.Path,
                "this is FaRL's file, an encoder without decoders and heads, which answers nothing; "
                + "train a model that starts from it (train --weights).");
        }
    }

    private static LoadedModel Make(Request request, FaceptorOptions modelOptions)
    {
        // Before the model takes memory: a file that does not fill it has no claim to it.
        var shapes = ModelShapes.Of(modelOptions);
        var plan = Compare(shapes, modelOptions.Tasks, request, out var fileNames);
        RequireFilled(request.File, shapes, fileNames, plan);
        var model = FaceptorModelFactory.Create(modelOptions, request.Options.Seed);
        try
        {
            var report = Fill(model, request);
            return new LoadedModel(model, report) { LayerAttentionReports = AddLayerAttention(model, request) };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static ImmutableArray<WeightReport> AddLayerAttention(IFaceModel model, Request request)
    {
        var files = request.Options.LayerAttention;
        if (files.Count > 0 && model is not FaceptorModel)
        {
            throw new OptionsException(
                nameof(WeightLoadOptions.LayerAttention),
                $"{request.File.Path} holds a Naive Faceptor, which has none; leave it out.");
        }

        return
        [
            .. files.Select(file =>
            {
                var report = LayerAttentionImporter.Import(
                    (FaceptorModel)model,
                    file.Task,
                    file.Path,
                    request.Options.IsLenient,
                    request.CancellationToken);
                ModelLog.LayerAttentionAdded(request.Logger, file.Task.Id, report.Used.Length);
                ModelLog.WeightsPath(request.Logger, file.Path);
                return report;
            }),
        ];
    }

    // Lenient loading leaves random what a file lacks, which must not be without end.
    private static void RequireFilled(
        WeightFile file,
        IReadOnlyDictionary<string, long[]> shapes,
        IReadOnlyDictionary<string, string> fileNames,
        WeightReport plan)
    {
        var all = ModelShapes.Count(shapes.Values);
        var filled = ModelShapes.Count(fileNames.Keys.Concat(plan.Untouched).Select(name => shapes[name]));
        if (all > MaxLacking + (2 * filled))
        {
            throw new CheckpointException(
                file.Path,
                $"the file fills {filled} numbers of a model of {all}, which is too little to be its weights; "
                + "name the weight file of this model.");
        }
    }

    private static WeightReport Compare(
        IReadOnlyDictionary<string, long[]> shapes,
        IReadOnlyList<FaceTask> tasks,
        Request request,
        out IReadOnlyDictionary<string, string> fileNames)
    {
        var (file, options) = (request.File, request.Options);
        if (!options.IsLenient)
        {
            WeightMetadata.RequireLabels(file, tasks);
        }

        var report = StateDictLoader.Compare(shapes, tasks, file, options.LayerAttentionTask, out fileNames);
        if (request.MayLack is { } mayLack)
        {
            report = report with
            {
                Missing = [.. report.Missing.Where(name => !mayLack(name))],
                Untouched = [.. report.Untouched, .. report.Missing.Where(mayLack)],
            };
        }

        if (!options.IsLenient)
        {
            report.RequireFits();
        }

        return report;
    }

    private static WeightReport Fill(IFaceModel model, Request request)
    {
        var (file, isLenient) = (request.File, request.Options.IsLenient);
        if (!isLenient)
        {
            WeightMetadata.RequireNormalization(file, model.Options);
        }

        var report = Compare(ModelShapes.Of(model), model.Tasks, request, out var fileNames);
        report = report with
        {
            NonFinite = StateDictLoader.Copy(
                model, file, fileNames, isLenient, request.Progress, request.CancellationToken),
        };
        model.Provenance = WeightMetadata.ReadProvenance(file);
        ModelLog.Report(request.Logger, model, report);
        return report;
    }

    private static void RequireStage2(WeightFile file, WeightLoadOptions options)
    {
        if (options.LayerAttentionTask is { } task && file.Source != WeightSource.ReleasedStage2)
        {
            throw file.NotStage2Problem(task);
        }
    }

    /// <summary>One loading.</summary>
    /// <param name="File">The open file.</param>
    /// <param name="Options">How it is loaded.</param>
    /// <param name="Progress">Told after each tensor.</param>
    /// <param name="CancellationToken">Stops between two tensors.</param>
    private sealed record Request(
        WeightFile File,
        WeightLoadOptions Options,
        IProgress<WorkProgress>? Progress,
        CancellationToken CancellationToken)
    {
        /// <summary>Whether the file may lack a tensor of the model; null when it may lack none.</summary>
        public Func<string, bool>? MayLack { get; init; }

        /// <summary>Told what was loaded.</summary>
        public ILogger Logger => Options.Logger ?? NullLogger.Instance;
    }
}
