using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>How a range with Layer-Attention reads a <see cref="LevelMemory"/>.</summary>
/// <param name="Memory">The memory, which other ranges may read too.</param>
/// <param name="Embeddings">The task's layer-aware embeddings [T, D].</param>
/// <param name="Picks">Positions of the task's levels in the memory, int64 [T]; null when it reads all of them.</param>
internal sealed record LevelReader(LevelMemory Memory, Tensor Embeddings, Tensor? Picks)
{
    /// <summary>The task's own levels of a run.</summary>
    /// <param name="levels">All levels of the memory [B, T', L, D]; not disposed here.</param>
    /// <returns>[B, T, L, D], owned by the caller.</returns>
    public Tensor Pick(Tensor levels) => Picks is null ? levels.alias() : levels.index_select(1, Picks);
}
