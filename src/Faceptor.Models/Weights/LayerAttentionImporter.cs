using Faceptor.Core.Decoders;
using Faceptor.Models.Families;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>Adds what a released stage-2 file brings to a model that holds its stage 1.</summary>
internal static class LayerAttentionImporter
{
    private const int MaxProblemLength = 160;

    /// <summary>Gives a task of a model the Layer-Attention of a released stage-2 file.</summary>
    /// <param name="model">The model the file was trained on; unchanged when something does not fit.</param>
    /// <param name="task">The task the file was trained for, which the file does not say.</param>
    /// <param name="path">A released stage-2 checkpoint.</param>
    /// <param name="isLenient">
    /// Whether a file is taken whose stage 1 differs from the model's; the report then names what differs.
    /// </param>
    /// <param name="cancellationToken">Stops the work before the next tensor.</param>
    /// <returns>What became of every tensor; stage 1, which the file repeats, is compared and not copied.</returns>
    /// <exception cref="CheckpointException">
    /// The file is no stage-2 checkpoint, is damaged, or does not belong to this model: the weights that the task's
    /// answers pass through differ.
    /// </exception>
    /// <exception cref="OptionsException">
    /// The task is not the model's, has no queries, or holds Layer-Attention already.
    /// </exception>
    public static WeightReport Import(
        FaceptorModel model,
        FaceTask task,
        string path,
        bool isLenient = false,
        CancellationToken cancellationToken = default)
    {
        using var file = WeightFile.OpenKnown(path);
        if (file.Source != WeightSource.ReleasedStage2)
        {
            throw file.NotStage2Problem(task);
        }

        var entry = new LayerAttentionOptions { Task = task, Projection = LevelProjection.PerTask };
        (model.Options with { LayerAttention = [.. model.Options.LayerAttention, entry] }).Validate();
        var names = ReleasedNames.LayerAttention(task);
        var added = file.Names
            .Select(name => (Own: names.ToOwn(name), Name: name))
            .Where(pair => pair.Own is not null)
            .ToDictionary(pair => pair.Own!, pair => pair.Name);
        var report = Compare(model, task, file, added, cancellationToken);
        if (!(isLenient ? report with { Different = [] } : report).Fits)
        {
            throw new CheckpointException(
                file.Path,
                $"the file's Layer-Attention does not belong to this model: {report.ShortProblems(MaxProblemLength)}. "
                + "Add it to the stage-1 weights that it was trained on.")
            {
                Details = report.Details,
            };
        }

        // Asked before anything changes.
        report = report with { NonFinite = StateDictLoader.FindNonFinite(file, added, isLenient) };
        model.AddLayerAttention(entry);
        StateDictLoader.Copy(model, file, added, isLenient: true, progress: null, cancellationToken);
        var provenance = model.Provenance ?? WeightProvenance.Fresh;
        var other = WeightProvenance.Of(file.Source, file.Path);
        model.Provenance = new WeightProvenance(
            $"{provenance.Origin}; Layer-Attention of {task} from {other.Origin}",
            provenance.Terms == other.Terms ? other.Terms : $"{provenance.Terms}; {other.Terms}")
        {
            // Released files do not say what they learned from.
            LearnedFrom = provenance.LearnedFrom with { IsComplete = false },
        };
        return report;
    }

    private static WeightReport Compare(
        FaceptorModel model,
        FaceTask task,
        WeightFile file,
        Dictionary<string, string> added,
        CancellationToken cancellationToken)
    {
        var expected = Shapes(model, task);
        var report = StateDictLoader.Compare(ModelShapes.Of(model), model.Tasks, file, null, out var shared);
        var isDifferent = shared
            .Where(pair => PassesThrough(task, pair.Key))
            .Where(pair =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return !AreEqual(model, pair.Key, file, pair.Value);
            });
        return report with
        {
            Used = [.. added.Keys],
            Missing =
            [
                .. report.Missing.Where(name => PassesThrough(task, name)),
                .. expected.Keys.Where(name => !added.ContainsKey(name)),
            ],
            Unexpected =
            [
                .. report.Unexpected.Where(name => ReleasedNames.Stage1.ToOwn(name) is not { } own
                    || PassesThrough(task, own)),
                .. added.Where(pair => !expected.ContainsKey(pair.Key)).Select(pair => pair.Value),
            ],
            OtherShape =
            [
                .. added
                    .Where(pair => expected.TryGetValue(pair.Key, out var shape)
                        && !StateDictLoader.CanHold(shape, file.ShapeOf(pair.Value)))
                    .Select(pair => StateDictLoader.ShapeProblem(
                        pair.Key, file.ShapeOf(pair.Value), expected[pair.Key])),
                .. report.OtherShape,
            ],
            Different = [.. isDifferent.Select(pair => pair.Key)],
            Untouched = [],
            Ignored =
            [
                .. report.Ignored.Where(entry => !added.ContainsValue(entry.Name)),
                .. shared.Values.Select(name => new IgnoredWeight(name, "stage 1, which the model holds already")),
            ],
        };
    }

    /// <summary>What Layer-Attention with own projections will hold.</summary>
    private static Dictionary<string, long[]> Shapes(FaceptorModel model, FaceTask task)
    {
        var own = $"decoder.layer_attention.{task.Id}.";
        var numLower = LayerAttention.DefaultLevels(model.Options.EncoderBlocks).Length - 1;
        var (tokenDim, dim) = ((long)model.Options.EncoderDim, (long)model.Options.DecoderDim);
        var shapes = new Dictionary<string, long[]> { [own + "level_embeddings"] = [numLower, dim] };
        for (var index = 0; index < numLower; index++)
        {
            shapes[$"{own}projections.{index}.weight"] = [dim, tokenDim];
            shapes[$"{own}projections.{index}.bias"] = [dim];
        }

        return shapes;
    }

    /// <summary>Whether a task's answers depend on a tensor of stage 1.</summary>
    private static bool PassesThrough(FaceTask task, string name) => name.Split('.') switch
    {
        ["encoder", "norm_post" or "projection", ..] => false,
        ["encoder", ..] => true,
        ["decoder", "layer_attention", ..] => false,
        ["decoder", "queries", var id, ..] => id == task.Id,
        ["decoder", ..] => true,
        [var part, ..] => FamilyNetwork.Of(task.Family).Parts.Contains(part),
        _ => false,
    };

    private static bool AreEqual(FaceptorModel model, string ownName, WeightFile file, string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var own = model.state_dict()[ownName];
        return own.eq(file.Read(name).to(own.dtype).view(own.shape)).all().item<bool>();
    }
}
