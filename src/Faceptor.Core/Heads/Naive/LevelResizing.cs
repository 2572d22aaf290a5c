using static TorchSharp.torch;

namespace Faceptor.Core.Heads.Naive;

/// <summary>Brings maps of a pyramid to one size.</summary>
internal static class LevelResizing
{
    /// <summary>Resizes bilinearly; pixels are areas, not points (align_corners = false).</summary>
    /// <param name="map">Maps [B, C, h, w]; not disposed here.</param>
    /// <param name="like">Maps [.., H, W] that tell the size; not disposed here.</param>
    /// <returns>Maps [B, C, H, W], owned by the caller.</returns>
    public static Tensor To(Tensor map, Tensor like) =>
        nn.functional.interpolate(
            map, [like.size(2), like.size(3)], mode: InterpolationMode.Bilinear, align_corners: false);
}
