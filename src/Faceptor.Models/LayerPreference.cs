using System.Collections.Immutable;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>
/// How a task divides its attention among encoder layers: the share of the cross-attention's softmax that falls on the
/// tokens of each layer.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.3. There the term Q L_t is the preference of a task for layers; here it is seen where it acts, in the
/// weights that it, the content and the positions make together. A task without Layer-Attention, or with it off, gives
/// all of its attention to the last layer.
/// </remarks>
internal sealed record LayerPreference
{
    /// <summary>The task.</summary>
    public required FaceTask Task { get; init; }

    /// <summary>The encoder blocks, counted from 1, rising: the order of the shares.</summary>
    public required ImmutableArray<int> Levels { get; init; }

    /// <summary>
    /// Share of each level by decoder layer, averaged over heads, queries and images: [decoder layer][level], sums
    /// to 1 over the levels.
    /// </summary>
    public required ImmutableArray<ImmutableArray<float>> Mass { get; init; }

    /// <summary>
    /// Share of each level by decoder layer and query, averaged over heads and images:
    /// [decoder layer][query][level], sums to 1 over the levels.
    /// </summary>
    public required ImmutableArray<ImmutableArray<ImmutableArray<float>>> MassByQuery { get; init; }

    /// <summary>Reads the preference of a task for an image, or its mean over several.</summary>
    /// <param name="model">The model, read in the mode it is in.</param>
    /// <param name="images">RGB images, normalised [B, 3, H, W]; not disposed here.</param>
    /// <param name="task">A task of the model with queries.</param>
    /// <exception cref="ArgumentException">The task is not the model's or has no queries.</exception>
    public static LayerPreference Read(FaceptorModel model, Tensor images, FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        var byQuery = new List<(float[] Shares, int NumLevels)>();
        var (levels, _) = model.ForwardWithAttentionHook(images, task, (_, weights, numPatches) =>
        {
            var shares = weights.view(weights.size(0), weights.size(1), weights.size(2), -1, numPatches)
                .sum(-1)                                                                    // [B, N, Q, T]
                .mean([0, 1]);                                                              // [Q, T]
            byQuery.Add((shares.to(ScalarType.Float32).ToNumbers<float>(), (int)shares.size(1)));
        });
        ImmutableArray<ImmutableArray<ImmutableArray<float>>> massByQuery =
            [.. byQuery.Select(layer => layer.Shares.Chunk(layer.NumLevels)
                .Select(shares => shares.ToImmutableArray()).ToImmutableArray())];
        return new LayerPreference
        {
            Task = task,
            Levels = levels,
            MassByQuery = massByQuery,
            Mass =
            [
                .. massByQuery.Select(queries => Enumerable.Range(0, levels.Length)
                    .Select(level => queries.Average(shares => shares[level]))
                    .ToImmutableArray()),
            ],
        };
    }
}
