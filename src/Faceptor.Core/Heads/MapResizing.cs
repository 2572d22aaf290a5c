using static TorchSharp.torch;

namespace Faceptor.Core.Heads;

/// <summary>The one way maps of logits change size.</summary>
internal static class MapResizing
{
    /// <summary>Resizes maps bilinearly, corners not aligned; maps of the wanted size stay as they are.</summary>
    /// <param name="maps">Maps [B, K, h, w]; not disposed here.</param>
    /// <param name="height">Wanted rows.</param>
    /// <param name="width">Wanted columns.</param>
    /// <returns>Maps [B, K, height, width], owned by the caller.</returns>
    public static Tensor Bilinear(Tensor maps, long height, long width) =>
        maps.size(2) == height && maps.size(3) == width
            ? maps.alias()
            : nn.functional.interpolate(maps, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
}
