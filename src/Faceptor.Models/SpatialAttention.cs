using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>Where each head of the decoder looks for each query of a task, in one image.</summary>
/// <remarks>
/// Paper: Eq. 6, the softmax of the cross-attention. A value for every decoder layer, head, query, level and patch:
/// 120 MB for 68 landmarks on six levels of 32 x 32 patches in the published decoder.
/// </remarks>
internal sealed record SpatialAttention
{
    /// <summary>The task.</summary>
    public required FaceTask Task { get; init; }

    /// <summary>The encoder blocks, counted from 1, rising.</summary>
    public required ImmutableArray<int> Levels { get; init; }

    /// <summary>The grid of patches.</summary>
    public required PatchGrid Grid { get; init; }

    /// <summary>Layers of the decoder.</summary>
    public required int NumDecoderLayers { get; init; }

    /// <summary>Heads of its cross-attention.</summary>
    public required int NumHeads { get; init; }

    /// <summary>
    /// Weights [decoder layers, heads, queries, levels, rows, columns], the last varying fastest; they sum to 1 over
    /// levels, rows and columns.
    /// </summary>
    public required ImmutableArray<float> Weights { get; init; }

    /// <summary>One weight.</summary>
    /// <param name="decoderLayer">Layer of the decoder, from 0.</param>
    /// <param name="head">Head, from 0.</param>
    /// <param name="query">Query, from 0, in the order of the task's outputs.</param>
    /// <param name="level">Position in <see cref="Levels"/>.</param>
    /// <param name="row">Row of the patch, from the top.</param>
    /// <param name="column">Column of the patch, from the left.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public float this[int decoderLayer, int head, int query, int level, int row, int column]
    {
        get
        {
            var place = 0L;
            Step(decoderLayer, NumDecoderLayers, nameof(decoderLayer));
            Step(head, NumHeads, nameof(head));
            Step(query, Task.NumLabels, nameof(query));
            Step(level, Levels.Length, nameof(level));
            Step(row, Grid.NumRows, nameof(row));
            Step(column, Grid.NumColumns, nameof(column));
            return Weights[checked((int)place)];

            void Step(int index, long count, string name)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(index, name);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count, name);
                place = (place * count) + index;
            }
        }
    }

    /// <summary>The weights as a tensor, owned by the caller.</summary>
    public Tensor ToTensor() => tensor(
        ImmutableCollectionsMarshal.AsArray(Weights)!,
        [NumDecoderLayers, NumHeads, Task.NumLabels, Levels.Length, Grid.NumRows, Grid.NumColumns],
        device: CPU);

    /// <summary>Reads the attention of a task in an image.</summary>
    /// <param name="model">The model, read in the mode it is in.</param>
    /// <param name="image">An RGB image, normalised [1, 3, H, W]; not disposed here.</param>
    /// <param name="task">A task of the model with queries.</param>
    /// <exception cref="ArgumentException">
    /// The task is not the model's or has no queries, or it is not one image.
    /// </exception>
    public static SpatialAttention Read(FaceptorModel model, Tensor image, FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(model);
        ShapeGuard.Dims(image, 4);
        if (image.size(0) != 1)
        {
            throw new ArgumentException($"expected one image, got {image.size(0)}.", nameof(image));
        }

        float[] all = [];
        var numHeads = 0L;
        var numLayers = model.Options.DecoderLayers;
        var (levels, grid) = model.ForwardWithAttentionHook(image, task, (layer, weights, _) =>
        {
            numHeads = weights.size(1);
            var values = weights.to(ScalarType.Float32).ToNumbers<float>();
            if (layer == 0)
            {
                all = new float[checked(values.Length * numLayers)];
            }

            values.CopyTo(all, layer * values.Length);
        });
        return new SpatialAttention
        {
            Task = task,
            Levels = levels,
            Grid = grid,
            NumDecoderLayers = numLayers,
            NumHeads = (int)numHeads,
            Weights = ImmutableCollectionsMarshal.AsImmutableArray(all),
        };
    }
}
