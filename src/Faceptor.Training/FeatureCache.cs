using System.Collections.Immutable;
using Faceptor.Core.Layers;
using Faceptor.Data.Loading;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>
/// Keeps what a frozen encoder has made of each sample, so that a run that trains queries, decoders or Layer-Attention
/// sends each image through the encoder once.
/// </summary>
/// <remarks>
/// Differs from the released second stage, whose frozen encoder stays in training mode and drops anew in every step; a
/// run with <see cref="Faceptor.Training.Recipes.TrainingOptions.FrozenPartsInTrainingMode"/> uses this only where the encoder drops
/// nothing. For images that nothing random changes. Samples are encoded one by one: what is kept does not depend on
/// which others were in the batch, and a run that was resumed gets the same bits. Tokens lie in the processor's memory;
/// not for use by several threads at once.
/// </remarks>
internal sealed class FeatureCache : IDisposable
{
    private readonly FaceptorModel _model;
    private readonly ImmutableArray<FaceTask> _tasks;
    private readonly Dictionary<(FaceTask Task, int Sample), Tensor> _tokens = []; // [T, L, C]
    private ImmutableArray<int> _blocks;
    private PatchGrid _grid;

    /// <summary>Begins empty.</summary>
    /// <param name="model">A model whose encoder rests; not disposed here.</param>
    /// <param name="tasks">The tasks that are trained: they decide which blocks are kept.</param>
    public FeatureCache(FaceptorModel model, IEnumerable<FaceTask> tasks)
    {
        _model = model;
        _tasks = [.. tasks];
    }

    /// <summary>Samples that are kept.</summary>
    public int Count => _tokens.Count;

    /// <summary>Bytes that one sample takes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tasks">The tasks that are trained.</param>
    /// <param name="sidePx">Side of the images.</param>
    public static long BytesPerSample(FaceptorModel model, IEnumerable<FaceTask> tasks, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(model);
        var side = sidePx / model.Options.PatchSize;
        return (long)model.BlocksFor(tasks).Length * side * side * model.Options.EncoderDim * sizeof(float);
    }

    /// <summary>Whether the samples of a batch are known, so that they can be kept.</summary>
    public static bool Knows(IEnumerable<TaskBatch> batches) => batches.All(batch => batch.Samples is not null);

    /// <summary>The tokens of some batches, from memory where they are kept.</summary>
    /// <param name="images">The batches' images, one batch after another [B, 3, S, S]; not disposed here.</param>
    /// <param name="batches">The batches.</param>
    /// <returns>Tokens on the images' device, owned by the caller.</returns>
    public EncodedImages Encode(Tensor images, IEnumerable<TaskBatch> batches)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var keys = batches.SelectMany(batch => batch.Samples!.Select(sample => (batch.Task, sample))).ToArray();
        foreach (var (place, key) in keys.Index())
        {
            if (!_tokens.ContainsKey(key))
            {
                _tokens.Add(key, EncodeOne(images.narrow(0, place, 1)));
            }
        }

        var all = stack([.. keys.Select(key => _tokens[key])], 1).to(images.device);             // [T, B, L, C]
        return new EncodedImages(
            _grid, _blocks, [.. all.unbind(0).Select(tokens => tokens.MoveToOuterDisposeScope())]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tokens in _tokens.Values)
        {
            tokens.Dispose();
        }

        _tokens.Clear();
    }

    private Tensor EncodeOne(Tensor image)
    {
        using var scope = NewDisposeScope();
        using var encoded = _model.EncodeFor(_tasks, image);
        (_grid, _blocks) = (encoded.Grid, encoded.Blocks);
        return cat([.. encoded.Tokens]).cpu().DetachFromDisposeScope();                          // [T, L, C]
    }
}
