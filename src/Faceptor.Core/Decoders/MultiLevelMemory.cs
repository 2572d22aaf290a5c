using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// What the ranges of a ragged batch look at: the last block's memory for those that decode as in stage 1, several
/// levels for those with Layer-Attention.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.3, Eq. 3 and 7. Lower levels are projected once for all ranges that share a projection, over the run of
/// images that these ranges cover.
/// </remarks>
internal sealed class MultiLevelMemory
{
    private readonly Tensor _top;
    private readonly RangeLevels?[] _ranges;
    private readonly LevelRun[] _runs;

    private MultiLevelMemory(Tensor top, RangeLevels?[] ranges)
    {
        _top = top;
        _ranges = ranges;
        _runs = [.. ranges.OfType<RangeLevels>().Select(range => range.Run).Distinct()];
    }

    /// <summary>Whether some range decodes as in stage 1.</summary>
    public bool HasPlainRanges => _ranges.Contains(null);

    /// <summary>Whether some range looks at several levels.</summary>
    public bool HasLevelRanges => _runs.Length > 0;

    /// <summary>
    /// Projects the lower levels: with the shared projection once for all tasks, with own projections once a task.
    /// </summary>
    /// <param name="top">The last block's memory of all images [B, L, D]; not disposed here.</param>
    /// <param name="ranges">The ranges.</param>
    /// <param name="layerAttentionOf">The Layer-Attention that a task decodes with; null for one of stage 1.</param>
    /// <param name="blockTokens">Tokens [B, L, C] of the encoder blocks that the tasks look at.</param>
    /// <param name="inputProjection">The shared projection.</param>
    /// <param name="topEmbedding">Stage 1's level embedding [1, D].</param>
    /// <returns>The memory, whose tensors belong to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The tokens of a block are missing.</exception>
    public static MultiLevelMemory Create(
        Tensor top,
        IReadOnlyList<TaskRange> ranges,
        Func<FaceTask, LayerAttention?> layerAttentionOf,
        IReadOnlyDictionary<int, Tensor> blockTokens,
        Linear inputProjection,
        Tensor topEmbedding)
    {
        var levelsOfRanges = new RangeLevels?[ranges.Count];
        var groups = ranges.Index()
            .Select(entry => (entry.Index, Range: entry.Item, Owner: layerAttentionOf(entry.Item.Task)))
            .Where(entry => entry.Owner is not null)
            .GroupBy(entry => entry.Owner!.Projection == LevelProjection.PerTask ? entry.Owner : null);
        foreach (var group in groups)
        {
            var first = group.Min(entry => entry.Range.FirstImage);
            var numImages = group.Max(entry => entry.Range.FirstImage + entry.Range.NumImages) - first;
            ImmutableArray<int> levels = [.. group.SelectMany(entry => entry.Owner!.LowerLevels).Distinct().Order()];
            var tokens = levels.Select(level => Tokens(blockTokens, level).narrow(0, first, numImages));
            var lower = levels.IsEmpty ? null
                : group.Key is { } owner ? owner.ProjectLower(tokens)
                : stack([.. tokens.Select(level => AutocastOps.Linear(level, inputProjection))], 1);   // [B', T', L, D]
            var run = new LevelRun(levels, group.Any(entry => entry.Owner!.HasTop), first, numImages, lower);
            foreach (var (index, _, reader) in group)
            {
                levelsOfRanges[index] = new RangeLevels(
                    run, reader!.LevelEmbeddings(topEmbedding), run.PositionsOf(reader, top.device));
            }
        }

        return new MultiLevelMemory(top, levelsOfRanges);
    }

    /// <summary>The memory as keys and values of one decoder layer.</summary>
    /// <param name="attention">The layer's cross-attention.</param>
    /// <param name="positionKeys">The layer's keys of positions.</param>
    /// <returns>Keys and values, whose tensors belong to the caller's dispose scope.</returns>
    public ProjectedMemory Project(Attention attention, PositionKeys positionKeys) =>
        new(this, attention, positionKeys);

    private static Tensor Tokens(IReadOnlyDictionary<int, Tensor> blockTokens, int block) =>
        blockTokens.TryGetValue(block, out var tokens)
            ? tokens
            : throw new ArgumentException(
                $"Layer-Attention looks at encoder block {block}: expected its tokens, got those of "
                + $"{(blockTokens.Count == 0 ? "none" : string.Join(", ", blockTokens.Keys))}.",
                nameof(blockTokens));

    /// <summary>
    /// Keys and values of one decoder layer. Everything that does not depend on the task is formed in the constructor,
    /// once for all tasks; what a task adds to the keys are a few vectors, one a level.
    /// </summary>
    /// <remarks>Paper: Eq. 7, W_k (F + L_t + P) = W_k F + W_k L_t + W_k P.</remarks>
    internal sealed class ProjectedMemory
    {
        private readonly MultiLevelMemory _memory;
        private readonly Attention _attention;
        private readonly Tensor? _plainKeys;
        private readonly Tensor _plainValues;
        private readonly Dictionary<LevelRun, (Tensor Keys, Tensor Values)> _levels;

        /// <summary>Projects the memory; see <see cref="Project"/>.</summary>
        internal ProjectedMemory(MultiLevelMemory memory, Attention attention, PositionKeys positionKeys)
        {
            _memory = memory;
            _attention = attention;
            var keys = attention.KeyWithoutBias(memory._top);                                         // [B, L, D]
            _plainValues = attention.Value(memory._top);                                              // [B, L, D]
            _plainKeys = positionKeys.OfTopLevel is { } plain ? keys.Plus(plain) : null;              // [B, L, D]
            _levels = memory._runs.ToDictionary(
                run => run,
                run => (
                    run.Join(run.Lower is null ? null : attention.KeyWithoutBias(run.Lower), keys)
                        .Plus(positionKeys.OfAnyLevel!),                                              // [B', T, L, D]
                    run.Join(run.Lower is null ? null : attention.Value(run.Lower), _plainValues)));
        }

        /// <summary>Keys and values that a range looks at.</summary>
        /// <param name="rangeIndex">The range's number.</param>
        /// <param name="range">The range.</param>
        /// <returns>Both [B, T L, D], in the caller's scope.</returns>
        public (Tensor Keys, Tensor Values) Of(int rangeIndex, TaskRange range)
        {
            if (_memory._ranges[rangeIndex] is not { } levels)
            {
                return (
                    _plainKeys!.narrow(0, range.FirstImage, range.NumImages),
                    _plainValues.narrow(0, range.FirstImage, range.NumImages));
            }

            var (allKeys, allValues) = _levels[levels.Run];
            var levelKeys = _attention.KeyWithoutBias(levels.Embeddings).unsqueeze(1);                // [T, 1, D]
            var keys = levels.Pick(levels.Run.ImagesOf(range, allKeys)).Plus(levelKeys);              // [B, T, L, D]
            var values = levels.Pick(levels.Run.ImagesOf(range, allValues));                          // [B, T, L, D]
            return (keys.flatten(1, 2), values.flatten(1, 2));
        }
    }

    /// <summary>The levels of a run of images that ranges of one projection look at.</summary>
    /// <param name="lowerLevels">Encoder blocks below the last, rising.</param>
    /// <param name="hasTop">Whether the last block follows them.</param>
    /// <param name="firstImage">First image of the run.</param>
    /// <param name="numImages">Images of the run.</param>
    /// <param name="lower">The projected lower levels [B', T', L, D]; null when there are none.</param>
    private sealed class LevelRun(
        ImmutableArray<int> lowerLevels, bool hasTop, int firstImage, int numImages, Tensor? lower)
    {
        /// <summary>The projected lower levels [B', T', L, D]; null when there are none.</summary>
        public Tensor? Lower { get; } = lower;

        /// <summary>Puts the last block's tokens of the run behind those of the lower levels.</summary>
        /// <param name="ofLower">Something made of <see cref="Lower"/> [B', T', L, D], or null.</param>
        /// <param name="ofTop">The same made of the last block's memory of all images [B, L, D].</param>
        /// <returns>[B', T, L, D], owned by the caller.</returns>
        public Tensor Join(Tensor? ofLower, Tensor ofTop)
        {
            using var scope = NewDisposeScope();
            Tensor[] levels =
            [
                .. ofLower is null ? [] : new[] { ofLower },
                .. hasTop ? new[] { ofTop.narrow(0, firstImage, numImages).unsqueeze(1) } : [],
            ];
            return (levels.Length == 1 ? levels[0].alias() : cat(levels, 1)).MoveToOuterDisposeScope();
        }

        /// <summary>A range's images among those of the run [B', T, L, D], as a view [B, T, L, D].</summary>
        public Tensor ImagesOf(TaskRange range, Tensor levels) =>
            levels.narrow(0, range.FirstImage - firstImage, range.NumImages);

        /// <summary>Positions of a task's levels in the run, int64 [T]; null when it looks at all of them.</summary>
        public Tensor? PositionsOf(LayerAttention reader, Device device) =>
            reader.Levels.Length == lowerLevels.Length + (hasTop ? 1 : 0)
                ? null
                : tensor(
                    [
                        .. reader.LowerLevels.Select(level => (long)lowerLevels.BinarySearch(level)),
                        .. reader.HasTop ? new[] { (long)lowerLevels.Length } : [],
                    ],
                    device: device);
    }

    /// <summary>What a range with Layer-Attention looks at.</summary>
    /// <param name="Run">The levels, which other ranges may look at too.</param>
    /// <param name="Embeddings">The task's layer-aware embeddings [T, D].</param>
    /// <param name="Positions">Positions of the task's levels in the run, int64 [T]; null for all of them.</param>
    private sealed record RangeLevels(LevelRun Run, Tensor Embeddings, Tensor? Positions)
    {
        /// <summary>The task's own levels of a run [B, T', L, D], as [B, T, L, D] owned by the caller.</summary>
        public Tensor Pick(Tensor levels) => Positions is null ? levels.alias() : levels.index_select(1, Positions);
    }
}

/// <summary>One decoder layer's keys of positions; null where no range needs them.</summary>
/// <param name="OfTopLevel">W_k (position + stage 1's level embedding) + bias [L, D].</param>
/// <param name="OfAnyLevel">W_k position + bias [L, D], to which a task adds its level keys.</param>
internal sealed record PositionKeys(Tensor? OfTopLevel, Tensor? OfAnyLevel);
