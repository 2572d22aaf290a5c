using Faceptor.Core.Decoders;

namespace Faceptor.Models;

/// <summary>How one task holds Layer-Attention. Paper: Sec. 3.3.</summary>
public sealed record LayerAttentionOptions
{
    /// <summary>The task, one with queries.</summary>
    public required FaceTask Task { get; init; }

    /// <summary>How encoder blocks below the last come to the decoder's size. Paper: one projection for all.</summary>
    public LevelProjection Projection { get; init; } = LevelProjection.Shared;

    /// <summary>
    /// Encoder blocks to look at, counted from 1, rising; empty takes <see cref="LayerAttention.DefaultLevels"/>, which
    /// are 2, 4, 6, 8, 10, 12 for twelve blocks. Paper: Eq. 3.
    /// </summary>
    public IReadOnlyList<int> Levels { get; init; } = [];

    /// <summary>
    /// Whether the task uses it; off, the task decodes exactly as in stage 1. Paper: Sec. 3.3, a task that does not
    /// gain leaves it out.
    /// </summary>
    public bool IsOn { get; init; } = true;

    /// <summary>The levels for an encoder.</summary>
    /// <param name="numBlocks">Blocks of the encoder.</param>
    /// <returns><see cref="Levels"/>, or the default ones when they are empty.</returns>
    public IReadOnlyList<int> LevelsOf(int numBlocks) =>
        Levels.Count > 0 ? Levels : LayerAttention.DefaultLevels(numBlocks);

    /// <summary>What cannot work in a model, as parts of sentences.</summary>
    /// <param name="model">The options of the model that holds it.</param>
    internal IEnumerable<string> Problems(FaceptorOptions model)
    {
        if (Task is null)
        {
            yield return "LayerAttention has an entry without a task";
            yield break;
        }

        if (model.Tasks is not null && !model.Tasks.Contains(Task))
        {
            yield return $"LayerAttention names task '{Task}', which is not among Tasks";
        }

        if (Task.NumLabels == 0)
        {
            yield return $"LayerAttention names task '{Task}', which has no queries";
        }

        if (!Enum.IsDefined(Projection))
        {
            yield return $"LayerAttention of '{Task}' has projection {Projection}, expected Shared or PerTask";
        }

        if (Levels is null)
        {
            yield return $"LayerAttention of '{Task}' has no levels; leave them empty for the default ones";
        }
        else if (model.EncoderBlocks is > 0 and var numBlocks
            && LayerAttention.LevelsProblem(LevelsOf(numBlocks), numBlocks, Projection) is { } problem)
        {
            yield return $"LayerAttention of '{Task}': {problem}";
        }
    }
}
