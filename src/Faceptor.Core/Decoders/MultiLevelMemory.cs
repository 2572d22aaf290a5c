using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// What the ranges of a ragged batch look at: the last block's memory for those that decode as in stage 1, several
/// levels for those with Layer-Attention.
/// </summary>
internal sealed class MultiLevelMemory
{
    private readonly LevelReader?[] _readers;

    private MultiLevelMemory(Tensor top, LevelReader?[] readers)
    {
        Top = top;
        _readers = readers;
        Levels = [.. readers.OfType<LevelReader>().Select(reader => reader.Memory).Distinct()];
    }

    /// <summary>The last block's memory of all images [B, L, D].</summary>
    public Tensor Top { get; }

    /// <summary>The memories of several levels, each read by one range or more.</summary>
    public ImmutableArray<LevelMemory> Levels { get; }

    /// <summary>Whether some range decodes as in stage 1.</summary>
    public bool HasPlainRanges => _readers.Contains(null);

    /// <summary>How a range reads several levels; null for one that decodes as in stage 1.</summary>
    public LevelReader? ReaderOf(int rangeIndex) => _readers[rangeIndex];

    /// <summary>
    /// Projects the lower levels: with the shared projection once for all tasks, with own projections once a task.
    /// </summary>
    /// <param name="top">The last block's memory of all images [B, L, D]; not disposed here.</param>
    /// <param name="ranges">The ranges.</param>
    /// <param name="table">What each task holds.</param>
    /// <param name="blockTokens">Tokens [B, L, C] of the encoder blocks that the tasks look at.</param>
    /// <param name="inputProjection">The shared projection.</param>
    /// <param name="topEmbedding">Stage 1's level embedding [1, D].</param>
    /// <returns>The memory, whose tensors belong to the caller's dispose scope.</returns>
    public static MultiLevelMemory Project(
        Tensor top,
        IReadOnlyList<TaskRange> ranges,
        LayerAttentionTable table,
        IReadOnlyDictionary<int, Tensor> blockTokens,
        Linear inputProjection,
        Tensor topEmbedding)
    {
        var readers = new LevelReader?[ranges.Count];
        var groups = ranges.Index()
            .Select(entry => (entry.Index, Range: entry.Item, Owner: table.Active(entry.Item.Task)))
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
            var memory = new LevelMemory(
                levels, group.Any(entry => entry.Owner!.HasTop), first, numImages, lower);
            foreach (var (index, _, reader) in group)
            {
                readers[index] = new LevelReader(
                    memory, reader!.LevelEmbeddings(topEmbedding), Picks(memory, reader, top.device));
            }
        }

        return new MultiLevelMemory(top, readers);
    }

    private static Tensor Tokens(IReadOnlyDictionary<int, Tensor> blockTokens, int block) =>
        blockTokens.TryGetValue(block, out var tokens)
            ? tokens
            : throw new ArgumentException(
                $"Layer-Attention looks at encoder block {block}; tokens of "
                + $"got {(blockTokens.Count == 0 ? "none" : string.Join(", ", blockTokens.Keys))}.",
                nameof(blockTokens));

    private static Tensor? Picks(LevelMemory memory, LayerAttention reader, Device device)
    {
        var numLevels = memory.LowerLevels.Length + (memory.HasTop ? 1 : 0);
        return reader.Levels.Length == numLevels
            ? null
            : tensor(
                [
                    .. reader.LowerLevels.Select(level => (long)memory.LowerLevels.BinarySearch(level)),
                    .. reader.HasTop ? new[] { (long)memory.LowerLevels.Length } : [],
                ],
                device: device);
    }
}
