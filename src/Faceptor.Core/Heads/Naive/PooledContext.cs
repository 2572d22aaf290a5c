using System.Collections.Immutable;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads.Naive;

/// <summary>
/// Shows each pixel its surroundings: means over coarse grids, enlarged again and put beside the map.
/// </summary>
/// <remarks>Released configuration: UperNet's pooled pyramid with grids of 1, 2, 3 and 6 cells a side.</remarks>
internal sealed class PooledContext : nn.Module<Tensor, Tensor>
{
    private static readonly ImmutableArray<long> Scales = [1, 2, 3, 6];

    [ComponentName(Name = "pools")] private readonly ModuleList<ConvNormRelu> _pools;
    [ComponentName(Name = "fuse")] private readonly ConvNormRelu _fuse;

    /// <summary>Creates the layers.</summary>
    /// <param name="inputDim">Channels C that come in.</param>
    /// <param name="dim">Channels D that go out.</param>
    public PooledContext(long inputDim, long dim)
        : base(nameof(PooledContext))
    {
        _pools = new ModuleList<ConvNormRelu>([.. Scales.Select(_ => new ConvNormRelu(inputDim, dim, kernelSize: 1))]);
        _fuse = new ConvNormRelu(inputDim + (Scales.Length * dim), dim, kernelSize: 3);
        RegisterComponents();
    }

    /// <summary>Adds the surroundings.</summary>
    /// <param name="input">Maps [B, C, H, W]; not disposed here.</param>
    /// <returns>Maps [B, D, H, W], owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        ShapeGuard.Dims(input, 4);
        using var scope = NewDisposeScope();
        var pooled = Scales.Select((scale, index) => LevelResizing.To(
            _pools[index].call(nn.functional.adaptive_avg_pool2d(input, [scale, scale])), input));
        return _fuse.call(cat([AutocastOps.Narrow(input), .. pooled], 1)).MoveToOuterDisposeScope();
    }
}
