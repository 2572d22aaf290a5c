using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm = Faceptor.Core.Layers.BatchNorm;

namespace Faceptor.Core.Heads.Naive;

/// <summary>
/// SwinFace's attribute subnet: multi-level channel attention over several encoder blocks, pooled to one vector, then
/// two linear layers.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.1, A.2, the attribute prediction head without its last layer. Released configuration: each level gets
/// an equal share of the channels, batch norm with epsilon 2e-5, dropout 0.5, which is random in training only. In
/// training its batch norm needs at least two images.
/// </remarks>
internal sealed class SwinFaceSubnet : nn.Module<IReadOnlyList<Tensor>, PatchGrid, Tensor>
{
    private const double DropoutRate = 0.5;

    [ComponentName(Name = "levels")] private readonly ModuleList<Conv2d> _levels;
    [ComponentName(Name = "gate")] private readonly ChannelGate _gate;
    [ComponentName(Name = "batch_norm")] private readonly BatchNorm _norm;
    [ComponentName(Name = "linear1")] private readonly Linear _first;
    [ComponentName(Name = "linear2")] private readonly Linear _second;

    /// <summary>Creates the layers.</summary>
    /// <param name="inputDim">Token size C of the encoder.</param>
    /// <param name="numLevels">Encoder blocks T that are looked at; divides D.</param>
    /// <param name="dim">Size D of the feature.</param>
    /// <exception cref="ArgumentException">D is no multiple of T or of <see cref="ChannelGate.Reduction"/>.</exception>
    public SwinFaceSubnet(long inputDim, int numLevels, long dim)
        : base(nameof(SwinFaceSubnet))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numLevels);
        if (dim % numLevels != 0)
        {
            throw new ArgumentException($"dim {dim} is no multiple of numLevels {numLevels}.", nameof(dim));
        }

        _levels = new ModuleList<Conv2d>(
            [
                .. Enumerable.Range(0, numLevels)
                    .Select(_ => nn.Conv2d(
                        inputDim, dim / numLevels, 3, padding: 1, bias: false, dtype: ScalarType.Float32)),
            ]);
        _gate = new ChannelGate(dim);
        _norm = ParameterFactory.BatchNorm1d(dim, epsilon: 2e-5);
        _first = nn.Linear(dim, dim, dtype: ScalarType.Float32);
        _second = nn.Linear(dim, dim, dtype: ScalarType.Float32);
        RegisterComponents();
    }

    /// <summary>Makes one feature an image.</summary>
    /// <param name="levels">Patch tokens of the T encoder blocks, each [B, L, C]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches.</param>
    /// <returns>Features [B, D], owned by the caller.</returns>
    /// <exception cref="ArgumentException">The levels are not T, or do not fit the grid.</exception>
    public override Tensor forward(IReadOnlyList<Tensor> levels, PatchGrid grid)
    {
        AliveGuard.Require(this, _first.weight);
        ShapeGuard.Levels(levels, _levels.Count);
        using var scope = NewDisposeScope();
        var fused = cat(
            [.. levels.Select((level, index) => AutocastOps.Convolution(PatchMaps.Of(level, grid), _levels[index]))], 1)
            .flatten(2);                                                                    // [B, D, L]
        var maxima = fused.max(-1).values;                                                  // [B, D]
        // SwinFace weighs the whole map and then takes ReLU's maximum. Weights are positive, so that the weighted,
        // rectified maximum is the same number.
        var pooled = (_gate.call(fused.mean([2]), maxima) * maxima).relu();                 // [B, D]
        var hidden = Drop(AutocastOps.Linear(_norm.call(pooled), _first).relu());              // [B, D]
        return Drop(AutocastOps.Linear(hidden, _second).relu()).MoveToOuterDisposeScope();     // [B, D]
    }

    private Tensor Drop(Tensor values) => nn.functional.dropout(values, DropoutRate, training);
}
