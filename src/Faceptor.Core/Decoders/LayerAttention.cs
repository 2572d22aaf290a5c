using System.Collections.Immutable;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// What one task owns to look at several encoder blocks: layer-aware embeddings and, by choice, projections.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.3, Eq. 3 and 7. Our choice of the start, which both projections share: every embedding is a copy of
/// stage 1's level embedding and every own projection a copy of stage 1's. The last block's keys are then exactly those
/// that the task's queries learned to read, Q L_t favours no level before the data ask for it, and the two projections
/// begin as the same function. Random embeddings would begin with a random preference that training has to undo first.
/// </remarks>
public sealed class LayerAttention : nn.Module
{
    private readonly int _topBlock;
#pragma warning disable IDE0044 // to(...) replaces the parameter through this field
    [ComponentName(Name = "level_embeddings")] private Parameter _levelEmbeddings;
#pragma warning restore IDE0044
    [ComponentName(Name = "projections")] private readonly ModuleList<Linear>? _projections;

    /// <summary>Creates the component as a copy of what stage 1 does with the last block.</summary>
    /// <param name="levels">Encoder blocks to look at, counted from 1, rising.</param>
    /// <param name="topBlock">The encoder's last block, which stage 1 looks at.</param>
    /// <param name="projection">How blocks below the last come to the decoder's size.</param>
    /// <param name="topEmbedding">Stage 1's level embedding [1, D]; copied.</param>
    /// <param name="inputProjection">Stage 1's projection from C to D; copied for own projections.</param>
    /// <exception cref="ArgumentException">
    /// The levels do not rise within the encoder, or leave nothing to train.
    /// </exception>
    internal LayerAttention(
        IEnumerable<int> levels,
        int topBlock,
        LevelProjection projection,
        Tensor topEmbedding,
        Linear inputProjection)
        : base(nameof(LayerAttention))
    {
        Levels = [.. levels];
        _topBlock = topBlock;
        if (LevelsProblem(Levels, topBlock, projection) is { } problem)
        {
            throw new ArgumentException($"{problem}.", nameof(levels));
        }

        Projection = projection;
        var numOwn = projection == LevelProjection.Shared ? Levels.Length : LowerLevels.Length;
        _levelEmbeddings = ParameterFactory.Copy(topEmbedding.expand(numOwn, -1));
        if (projection == LevelProjection.PerTask)
        {
            _projections = new ModuleList<Linear>(
                [.. LowerLevels.Select(_ => ParameterFactory.Copy(inputProjection))]);
        }

        RegisterComponents();
    }

    /// <summary>The encoder blocks that the task looks at, rising.</summary>
    public ImmutableArray<int> Levels { get; }

    /// <summary>How blocks below the last come to the decoder's size.</summary>
    public LevelProjection Projection { get; }

    /// <summary>Whether it is in use; switched off, the task decodes exactly as in stage 1.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>The levels below the encoder's last block.</summary>
    internal ImmutableArray<int> LowerLevels => [.. Levels.Where(level => level != _topBlock)];

    /// <summary>Whether the encoder's last block is among the levels.</summary>
    internal bool HasTop => Levels[^1] == _topBlock;

    /// <summary>
    /// The levels of the paper for an encoder of any depth: six blocks evenly spaced up to the last, or all blocks
    /// where there are fewer.
    /// </summary>
    /// <param name="numBlocks">Blocks of the encoder.</param>
    /// <returns>Block numbers, counted from 1, rising; 2, 4, 6, 8, 10, 12 for twelve blocks.</returns>
    /// <remarks>Paper: Eq. 3 for twelve blocks. Our choice for other depths.</remarks>
    public static ImmutableArray<int> DefaultLevels(int numBlocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numBlocks);
        var count = Math.Min(6, numBlocks);
        return [.. Enumerable.Range(1, count).Select(number => numBlocks * number / count)];
    }

    /// <summary>What is wrong with a choice of levels, as part of a sentence; null when nothing is.</summary>
    /// <param name="levels">Block numbers.</param>
    /// <param name="numBlocks">Blocks of the encoder.</param>
    /// <param name="projection">How blocks below the last come to the decoder's size.</param>
    public static string? LevelsProblem(IReadOnlyList<int> levels, int numBlocks, LevelProjection projection)
    {
        ArgumentNullException.ThrowIfNull(levels);
        var isRising = levels.Zip(levels.Skip(1)).All(pair => pair.First < pair.Second);
        if (levels.Count == 0 || !isRising || levels[0] < 1 || levels[^1] > numBlocks)
        {
            return $"levels [{string.Join(", ", levels)}] must rise within the encoder's blocks 1 to {numBlocks}";
        }

        return projection == LevelProjection.PerTask && levels[0] == numBlocks
            ? $"levels [{numBlocks}] hold the last block alone, which no task projects by itself; add a lower one"
            : null;
    }

    /// <summary>The layer-aware embeddings L_t of all levels.</summary>
    /// <param name="topEmbedding">
    /// Stage 1's level embedding [1, D], which own projections leave to the last block.
    /// </param>
    /// <returns>[T, D], owned by the caller.</returns>
    internal Tensor LevelEmbeddings(Tensor topEmbedding) =>
        Projection == LevelProjection.PerTask && HasTop
            ? cat([_levelEmbeddings, topEmbedding])
            : _levelEmbeddings.alias();

    /// <summary>Projects the tokens of the lower levels by the task's own layers.</summary>
    /// <param name="tokens">For each lower level tokens [B, L, C]; not disposed here.</param>
    /// <returns>[B, T', L, D], owned by the caller.</returns>
    internal Tensor ProjectLower(IEnumerable<Tensor> tokens)
    {
        using var scope = NewDisposeScope();
        return stack([.. tokens.Select((level, index) => AutocastOps.Linear(level, _projections![index]))], 1)
            .MoveToOuterDisposeScope();
    }
}

/// <summary>How Layer-Attention brings encoder blocks below the last to the decoder's size.</summary>
public enum LevelProjection
{
    /// <summary>
    /// One projection for all blocks and all tasks, that of stage 1; a task owns and trains its layer-aware embeddings
    /// L_t and nothing else. Paper: Sec. 3.3, Eq. 3.
    /// </summary>
    Shared,

    /// <summary>
    /// Each task projects each block below the last by layers of its own and trains them with its embeddings; the last
    /// block keeps stage 1's projection and level embedding. Released configuration. Differs from the paper: Sec. 3.3
    /// trains L_t alone.
    /// </summary>
    PerTask,
}
