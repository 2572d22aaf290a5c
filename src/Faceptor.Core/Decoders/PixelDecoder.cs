using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>Enlarges the image memory four times, to the resolution of the dense tasks' maps.</summary>
/// <remarks>
/// Released configuration: two 2x2 deconvolutions of stride 2 with a channel norm and GELU between them. Such a
/// deconvolution never mixes pixels, so it is computed as one product of all pixels with its weights, which takes 0.2
/// to 0.85 of the time of libtorch's own (docs/performance.md).
/// </remarks>
public sealed class PixelDecoder : nn.Module<Tensor, PatchGrid, Tensor>
{
    [ComponentName(Name = "upsample1")] private readonly ConvTranspose2d _first;
    [ComponentName(Name = "norm")] private readonly LayerNorm2d _norm;
    [ComponentName(Name = "upsample2")] private readonly ConvTranspose2d _second;

    /// <summary>Creates the deconvolutions.</summary>
    /// <param name="dim">Channels D.</param>
    public PixelDecoder(long dim)
        : base(nameof(PixelDecoder))
    {
        _first = nn.ConvTranspose2d(dim, dim, 2, stride: 2, dtype: ScalarType.Float32);
        _norm = new LayerNorm2d(dim);
        _second = nn.ConvTranspose2d(dim, dim, 2, stride: 2, dtype: ScalarType.Float32);
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
        AliveGuard.Require(this, _first.weight);
        ShapeGuard.Dims(memory, 3);
        using var scope = NewDisposeScope();
        var (rows, columns) = (grid.NumRows, grid.NumColumns);
        var doubled = Enlarge(memory, _first, rows, columns);                                   // [B, D, 2R, 2C]
        var active = nn.functional.gelu(_norm.call(doubled)).permute(0, 2, 3, 1);               // [B, 2R, 2C, D]
        return Enlarge(active, _second, 2 * rows, 2 * columns).MoveToOuterDisposeScope();       // [B, D, 4R, 4C]
    }

    // Pixels [B, R, C, D] or [B, R·C, D] to maps [B, D, 2R, 2C], which keep the channels of a pixel together in memory.
    private static Tensor Enlarge(Tensor pixels, ConvTranspose2d layer, long rows, long columns)
    {
        var (numImages, dim) = (pixels.size(0), pixels.size(-1));
        var weight = layer.weight!.permute(0, 2, 3, 1).reshape(dim, 4 * dim);                    // [D, 2·2·D]
        return AutocastOps.Matrix(pixels.reshape(numImages * rows * columns, dim), weight)
            .view(numImages, rows, columns, 2, 2, dim)
            .permute(0, 1, 3, 2, 4, 5)                                                          // [B, R, 2, C, 2, D]
            .reshape(numImages, 2 * rows, 2 * columns, dim)
            .Plus(AutocastOps.Narrow(layer.bias!))
            .permute(0, 3, 1, 2);
    }
}
