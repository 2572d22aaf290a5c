using System.Collections.Immutable;
using Faceptor.Core.Batches;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// The lower encoder levels of a run of images, projected to the decoder's size once for all ranges that read them.
/// </summary>
/// <param name="LowerLevels">Encoder blocks below the last, rising.</param>
/// <param name="HasTop">Whether the last block follows them.</param>
/// <param name="FirstImage">First image of the run.</param>
/// <param name="NumImages">Images of the run.</param>
/// <param name="Lower">The projected lower levels [B', T', L, D]; null when there are none.</param>
internal sealed record LevelMemory(
    ImmutableArray<int> LowerLevels, bool HasTop, int FirstImage, int NumImages, Tensor? Lower)
{
    /// <summary>Puts the last block's tokens of the run behind those of the lower levels.</summary>
    /// <param name="lower">Something made of <see cref="Lower"/> [B', T', L, D], or null.</param>
    /// <param name="top">The same made of the last block's memory of all images [B, L, D].</param>
    /// <returns>[B', T, L, D], owned by the caller.</returns>
    public Tensor Join(Tensor? lower, Tensor top)
    {
        using var scope = NewDisposeScope();
        Tensor[] levels =
        [
            .. lower is null ? [] : new[] { lower },
            .. HasTop ? new[] { top.narrow(0, FirstImage, NumImages).unsqueeze(1) } : [],
        ];
        return (levels.Length == 1 ? levels[0].alias() : cat(levels, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>A range's images among those of the run.</summary>
    /// <param name="range">A range within the run.</param>
    /// <param name="levels">Something of the run [B', T, L, D].</param>
    /// <returns>A view [B, T, L, D].</returns>
    public Tensor ImagesOf(TaskRange range, Tensor levels) =>
        levels.narrow(0, range.FirstImage - FirstImage, range.NumImages);
}
