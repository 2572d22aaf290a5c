using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>Writes models back under the names of the authors' code.</summary>
internal static class OfficialCheckpointWriter
{
    /// <summary>
    /// Writes a zip <c>.pth</c> with <c>step</c> and <c>state_dict</c>, whose keys and shapes are those of the authors'
    /// checkpoints, including the norm that their module registers twice. Reading it gives identical tensors. What the
    /// weights have learned from is a text beside them, which the authors' code passes over.
    /// </summary>
    /// <remarks>
    /// Not in it, because a model does not hold them: the identity classifier (<c>module.losses_module…</c>) and the
    /// optimiser's state. Python code that asks for every key has to be told to load without strictness.
    /// </remarks>
    /// <param name="model">The model; unchanged.</param>
    /// <param name="path">The file to write; its name appears only when the file is complete.</param>
    /// <param name="layerAttentionTask">
    /// The task whose Layer-Attention is written, as a stage-2 file; null writes stage 1. A released file holds at most
    /// one.
    /// </param>
    /// <param name="progress">Told after each tensor, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work before the next tensor; nothing is left behind.</param>
    /// <returns>Names of the model's tensors that are left out: Layer-Attention of other tasks.</returns>
    /// <exception cref="CheckpointException">
    /// The authors' code has no names for something in the model, or feeds networks with images that are normalised
    /// otherwise than the model's.
    /// </exception>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static ImmutableArray<string> Write(
        IFaceModel model,
        string path,
        FaceTask? layerAttentionTask = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var own = model.Module.state_dict();
        if (layerAttentionTask is not null && !own.ContainsKey(LayerAttentionName(layerAttentionTask)))
        {
            throw new CheckpointException(
                path, $"the model holds no Layer-Attention for {layerAttentionTask}; leave it out.");
        }

        if (InputNormalization.Released.DifferencesTo(model.Options.Normalization, model.Tasks) is [var family, ..])
        {
            throw new CheckpointException(
                path,
                $"the authors' code feeds {family.ToString().ToLowerInvariant()} with "
                + $"{InputNormalization.Released.Of(family)}, this model learned from "
                + $"{model.Options.Normalization.Of(family)}, and such a file cannot say so; save it as safetensors.");
        }

        var map = model.Options.Architecture == ModelArchitecture.Naive ? ReleasedNaiveNames.Map
            : layerAttentionTask is not null ? ReleasedNames.Stage2(layerAttentionTask)
            : ReleasedNames.Stage1;
        string[] leftOut =
        [
            .. own.Keys.Where(name => name.StartsWith("decoder.layer_attention.", StringComparison.Ordinal)
                && map.ToForeign(name) is null),
        ];
        string[] nameless = [.. own.Keys.Except(leftOut).Where(name => map.ToForeign(name) is null)];
        if (nameless.Length > 0)
        {
            throw new CheckpointException(
                path,
                $"the authors' code has no names for {nameless.Length} tensors: "
                + $"{string.Join(", ", nameless.Take(10))}; save the model as safetensors.");
        }

        using var scope = NewDisposeScope();
        var state = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in own.Where(pair => !leftOut.Contains(pair.Key)))
        {
            var released = map.ToForeign(name)!;
            state[released] = ReleasedNames.IsPointwiseConvolution(released) && tensor.dim() == 2
                ? tensor.detach().view(tensor.size(0), tensor.size(1), 1, 1)
                : tensor;
            if (ReleasedNames.SecondNameOf(released) is { } second)
            {
                state[second] = state[released];
            }
        }

        var root = new Dictionary<string, object?>
        {
            ["step"] = 0,
            ["state_dict"] = state,
            [WeightMetadata.LearnedFromKey] = LearnedFromJson.Write(
                (model.Provenance ?? WeightProvenance.Fresh).LearnedFrom),
        };
        TorchFiles.WritePyTorch(path, root, progress, cancellationToken);
        return [.. leftOut];
    }

    private static string LayerAttentionName(FaceTask task) => $"decoder.layer_attention.{task.Id}.level_embeddings";
}
