using Faceptor.Core.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>Enlarges the image memory four times, to the resolution of the dense tasks' maps.</summary>
/// <remarks>Released configuration: two 2x2 deconvolutions with a channel norm and GELU between them.</remarks>
public sealed class PixelDecoder : nn.Module<Tensor, PatchGrid, Tensor>
{
    [ComponentName(Name = "upsample1")] private readonly ConvTranspose2d _first;
    [ComponentName(Name = "norm")] private readonly ChannelNorm _norm;
    [ComponentName(Name = "upsample2")] private readonly ConvTranspose2d _second;

    /// <summary>Creates the deconvolutions.</summary>
    /// <param name="dim">Channels D.</param>
    public PixelDecoder(long dim)
        : base(nameof(PixelDecoder))
    {
        _first = nn.ConvTranspose2d(dim, dim, 2, stride: 2);
        _norm = new ChannelNorm(dim);
        _second = nn.ConvTranspose2d(dim, dim, 2, stride: 2);
        RegisterComponents();
    }

    /// <summary>Sets the offset of every channel of the result; for initial weights.</summary>
    /// <param name="value">The offset.</param>
    public void InitializeOffset(double value) => nn.init.constant_(_second.bias!, value);

    /// <summary>Makes the pixel embedding.</summary>
    /// <param name="memory">Memory tokens [B, L, D]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches, R rows and C columns.</param>
    /// <returns>Pixel embedding [B, D, 4R, 4C], owned by the caller.</returns>
    public override Tensor forward(Tensor memory, PatchGrid grid)
    {
        ShapeGuard.Dims(memory, 3);
        using var scope = NewDisposeScope();
        var map = memory.transpose(1, 2)
            .reshape(memory.size(0), memory.size(2), grid.NumRows, grid.NumColumns);    // [B, D, R, C]
        var doubled = nn.functional.gelu(_norm.call(_first.call(map)));                 // [B, D, 2R, 2C]
        return _second.call(doubled).MoveToOuterDisposeScope();                         // [B, D, 4R, 4C]
    }
}
