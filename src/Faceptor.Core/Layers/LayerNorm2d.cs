using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>Layer normalisation over the channels of each pixel.</summary>
/// <remarks>Released configuration: epsilon 1e-6, between the two deconvolutions of the pixel decoder.</remarks>
internal sealed class LayerNorm2d : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "norm")] private readonly LayerNorm _norm;

    /// <summary>Creates the norm with gain 1 and offset 0.</summary>
    /// <param name="numChannels">Channels C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm2d(long numChannels, double epsilon = 1e-6)
        : base(nameof(LayerNorm2d))
    {
        _norm = new LayerNorm(numChannels, epsilon);
        RegisterComponents();
    }

    /// <summary>Normalises each pixel.</summary>
    /// <param name="input">Maps [B, C, H, W]; not disposed here.</param>
    /// <returns>Maps [B, C, H, W], owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        ShapeGuard.Dims(input, 4);
        using var scope = NewDisposeScope();
        var pixels = input.permute(0, 2, 3, 1);                              // [B, H, W, C]
        return _norm.call(pixels).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
