using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;
using Faceptor.Core.Tasks;
using Faceptor.Core.Tensors;

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
    /// <param name="watch">Watches and may stop; null for nobody. Stopped, nothing is left behind.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Save(IFaceModel model, string path, TransferWatch? watch = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        TorchFiles.WriteSafeTensors(path, model.Network.state_dict(), WeightMetadata.Of(model), watch);
    }

    /// <summary>Makes the model that a file of any known source describes and fills it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; null for nothing.</param>
    /// <returns>
    /// The model, of either architecture, on the CPU, in evaluation mode, owned by the caller, and what became of every
    /// tensor. FaRL's file fills the encoder of a fresh Faceptor-Base.
    /// </returns>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged or unknown, or does not fit; up to ten names of each kind are listed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static LoadedModel Open(string path, WeightLoadOptions? options = null)
    {
        options ??= new WeightLoadOptions();
        using var file = OpenKnown(path);
        return Make(file, options);
    }

    /// <summary>As <see cref="Open"/>, for answering: refuses a file that leaves decoders and heads random.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; null for nothing.</param>
    /// <returns>The model, on the CPU, in evaluation mode, owned by the caller.</returns>
    /// <exception cref="CheckpointException">As for <see cref="Open"/>, or the file is FaRL's.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static IFaceModel Load(string path, WeightLoadOptions? options = null) =>
        OpenTrained(path, options).Model;

    /// <summary>As <see cref="Load"/>, with the report.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; null for nothing.</param>
    /// <returns>The model, owned by the caller, and what became of every tensor.</returns>
    /// <exception cref="CheckpointException">As for <see cref="Load"/>.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static LoadedModel OpenTrained(string path, WeightLoadOptions? options = null)
    {
        using var file = OpenKnown(path);
        RequireWhole(file);
        return Make(file, options ?? new WeightLoadOptions());
    }

    /// <summary>How images were normalised for the model of a file; nothing is loaded.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The normalisation; null for FaRL's file, an encoder that any model may start from.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged or unknown.</exception>
    public static InputNormalization? ReadNormalization(string path)
    {
        using var file = OpenKnown(path);
        return WeightMetadata.ReadNormalization(file);
    }

    /// <summary>Fills a model whose options are known with the weights of a file of any known source.</summary>
    /// <param name="model">
    /// The model to fill; unchanged when names or shapes do not fit, filled in part when weights are not a number. FaRL's
    /// file fills the encoder and enlarges the positions to the model's grid.
    /// </param>
    /// <param name="path">The file.</param>
    /// <param name="options">How strict to be; null for strict. Sizes are not read.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged or unknown, does not fit (up to ten names of each kind are listed), or learned
    /// from images that were normalised otherwise than the model's.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped; the model is filled in part.</exception>
    public static WeightReport LoadInto(IFaceModel model, string path, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new WeightLoadOptions();
        using var file = OpenKnown(path);
        RequireStage2(file, options);
        return Fill(model, file, options);
    }

    /// <summary>
    /// Makes the model that a file describes with further tasks: what the file holds is loaded, what the new tasks
    /// bring, above all their queries, is random.
    /// </summary>
    /// <param name="path">The file, of any known source but FaRL.</param>
    /// <param name="tasks">Tasks that the model should hold; those of the file come first and all stay.</param>
    /// <param name="seed">Seeds the random parts.</param>
    /// <param name="options">What the file does not say, and how strict to be; null for nothing, and strict.</param>
    /// <returns>
    /// The model, on the CPU, in evaluation mode, owned by the caller, and what became of every tensor; the random
    /// parts are among <see cref="WeightReport.Untouched"/>.
    /// </returns>
    /// <remarks>Paper: Sec. 4.6.</remarks>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged, unknown or FaRL's, does not fit, or holds one of the tasks with other labels.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static LoadedModel OpenExtended(
        string path, IEnumerable<FaceTask> tasks, long seed, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        options ??= new WeightLoadOptions();
        using var file = OpenKnown(path);
        RequireStage2(file, options);
        RequireWhole(file);
        var stored = OptionsOf(file, options);
        var wanted = tasks.ToArray();
        WeightMetadata.RequireLabels(file, wanted);
        var extended = stored with { Tasks = [.. stored.Tasks, .. wanted.Except(stored.Tasks)] };
        return Make(file, options, extended, seed, name => AddedParts.MayLack(name, stored, extended));
    }

    /// <summary>Gives a task of a model the Layer-Attention of a released stage-2 file.</summary>
    /// <param name="model">The model the file was trained on; unchanged when something does not fit.</param>
    /// <param name="task">The task the file was trained for, which the file does not say.</param>
    /// <param name="path">A released stage-2 checkpoint.</param>
    /// <param name="options">
    /// How strict to be; lenient takes a file whose stage 1 differs from the model's, and the report names what
    /// differs.
    /// </param>
    /// <returns>What became of every tensor; stage 1, which the file repeats, is compared and not copied.</returns>
    /// <exception cref="CheckpointException">
    /// The file is no stage-2 checkpoint, is damaged, or does not belong to this model: the weights that the task's
    /// answers pass through differ.
    /// </exception>
    /// <exception cref="OptionsException">
    /// The task is not the model's, has no queries, or holds Layer-Attention already.
    /// </exception>
    public static WeightReport AddLayerAttention(
        FaceptorModel model, FaceTask task, string path, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(task);
        using var file = OpenKnown(path);
        return Stage2Addition.Add(model, task, file, options ?? new WeightLoadOptions());
    }

    private static FaceptorOptions OptionsOf(WeightFile file, WeightLoadOptions options) =>
        file.Source == WeightSource.Own ? WeightMetadata.ReadOptions(file) : ForeignOptions.Of(file, options);

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

    private static LoadedModel Make(WeightFile file, WeightLoadOptions options)
    {
        RequireStage2(file, options);
        return Make(file, options, OptionsOf(file, options));
    }

    private static LoadedModel Make(
        WeightFile file,
        WeightLoadOptions options,
        FaceptorOptions modelOptions,
        long? seed = null,
        Func<string, bool>? mayLack = null)
    {
        // Before the model takes memory: a file that does not fill it has no claim to it.
        var shapes = ModelShapes.Of(modelOptions);
        var plan = Compare(shapes, modelOptions.Tasks, file, options, mayLack, out var fileNames);
        RequireFilled(file, shapes, fileNames, plan);
        var model = FaceptorModelFactory.Create(modelOptions, seed);
        try
        {
            return new LoadedModel(model, Fill(model, file, options, mayLack));
        }
        catch
        {
            model.Dispose();
            throw;
        }
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
        WeightFile file,
        WeightLoadOptions options,
        Func<string, bool>? mayLack,
        out IReadOnlyDictionary<string, string> fileNames)
    {
        if (!options.IsLenient)
        {
            WeightMetadata.RequireLabels(file, tasks);
        }

        var report = WeightTransfer.Compare(shapes, tasks, file, options.LayerAttentionTask, out fileNames);
        if (mayLack is not null)
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

    private static WeightReport Fill(
        IFaceModel model, WeightFile file, WeightLoadOptions options, Func<string, bool>? mayLack = null)
    {
        if (!options.IsLenient)
        {
            WeightMetadata.RequireNormalization(file, model.Options);
        }

        var report = Compare(ModelShapes.Of(model), model.Tasks, file, options, mayLack, out var fileNames);
        report = report with { NonFinite = WeightTransfer.Copy(model, file, fileNames, options) };
        model.Provenance = WeightMetadata.ReadProvenance(file);
        return report;
    }

    private static WeightFile OpenKnown(string path)
    {
        var file = WeightFile.Open(path);
        if (file.Source != WeightSource.Unknown)
        {
            return file;
        }

        using (file)
        {
            throw UnknownFile.Describe(file);
        }
    }

    private static void RequireStage2(WeightFile file, WeightLoadOptions options)
    {
        if (options.LayerAttentionTask is { } task && file.Source != WeightSource.ReleasedStage2)
        {
            throw new CheckpointException(
                file.Path,
                $"expected a stage-2 checkpoint for {task}, the file is: {WeightSources.Describe(file.Source)}.");
        }
    }
}
