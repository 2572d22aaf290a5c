using System.Collections.Immutable;
using Faceptor.Core.Batches;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// The lower encoder levels of a run of images, projected to the decoder's size once for all ranges that read them.
/// </summary>
/// <param name="lowerLevels">Encoder blocks below the last, rising.</param>
/// <param name="hasTop">Whether the last block follows them.</param>
/// <param name="firstImage">First image of the run.</param>
/// <param name="numImages">Images of the run.</param>
/// <param name="lower">The projected lower levels [B', T', L, D]; null when there are none.</param>
internal sealed class LevelMemory(
    ImmutableArray<int> lowerLevels, bool hasTop, int firstImage, int numImages, Tensor? lower)
{
    /// <summary>Encoder blocks below the last, rising.</summary>
    public ImmutableArray<int> LowerLevels { get; } = lowerLevels;

    /// <summary>Whether the last block follows them.</summary>
    public bool HasTop { get; } = hasTop;

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
            .. HasTop ? new[] { ofTop.narrow(0, firstImage, numImages).unsqueeze(1) } : [],
        ];
        return (levels.Length == 1 ? levels[0].alias() : cat(levels, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>A range's images among those of the run.</summary>
    /// <param name="range">A range within the run.</param>
    /// <param name="levels">Something of the run [B', T, L, D].</param>
    /// <returns>A view [B, T, L, D].</returns>
    public Tensor ImagesOf(TaskRange range, Tensor levels) =>
        levels.narrow(0, range.FirstImage - firstImage, range.NumImages);
}
