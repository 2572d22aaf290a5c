using Faceptor.Core.Batches;
using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>What encoder and decoders made of the images of one range; a view is made when it is asked for.</summary>
/// <param name="range">The range.</param>
/// <param name="patchTokens">Patch tokens of all images, of the encoder's last block [B, L, C].</param>
/// <param name="queryTokens">The range's tokens [B, Q, D] of the decoder; null without queries.</param>
/// <param name="pixels">The pixel embedding of a run of images; null when no range is dense.</param>
internal sealed class RangeFeatures(TaskRange range, Tensor patchTokens, Tensor? queryTokens, PixelMaps? pixels)
{
    /// <summary>Patch tokens of the range [B, L, C].</summary>
    public Tensor PatchTokens => patchTokens.narrow(0, range.FirstImage, range.NumImages);

    /// <summary>The range's tokens [B, Q, D]; only of tasks with queries.</summary>
    public Tensor QueryTokens => queryTokens!;

    /// <summary>The range's pixel embedding [B, D, H, W]; only of dense tasks.</summary>
    public Tensor Pixels => pixels!.Of(range);
}

/// <summary>The pixel embedding of a run of images.</summary>
/// <param name="Values">The embedding [B, D, H, W].</param>
/// <param name="FirstImage">Number of the run's first image in the batch.</param>
internal sealed record PixelMaps(Tensor Values, int FirstImage)
{
    /// <summary>That of a range within the run.</summary>
    public Tensor Of(TaskRange range) => Values.narrow(0, range.FirstImage - FirstImage, range.NumImages);
}
