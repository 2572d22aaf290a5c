namespace Faceptor.Core.Decoders;

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
