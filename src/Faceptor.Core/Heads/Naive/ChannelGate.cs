using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads.Naive;

/// <summary>
/// Says how much each channel counts: one small network looks at the channels' means and at their maxima, and the sum
/// of both answers goes through a sigmoid.
/// </summary>
/// <remarks>Paper: A.2, channel attention. Released configuration: the inner size is a sixteenth.</remarks>
internal sealed class ChannelGate : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>How many times smaller the inner size is.</summary>
    public const int Reduction = 16;

    private readonly long _dim;
    [ComponentName(Name = "linear1")] private readonly Linear _reduce;
    [ComponentName(Name = "linear2")] private readonly Linear _expand;

    /// <summary>Creates the network.</summary>
    /// <param name="dim">Channels D, a multiple of <see cref="Reduction"/>.</param>
    /// <exception cref="ArgumentException">D is no multiple of <see cref="Reduction"/>.</exception>
    public ChannelGate(long dim)
        : base(nameof(ChannelGate))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dim);
        if (dim % Reduction != 0)
        {
            throw new ArgumentException($"dim {dim} is no multiple of {Reduction}.", nameof(dim));
        }

        _dim = dim;
        _reduce = nn.Linear(dim, dim / Reduction, dtype: ScalarType.Float32);
        _expand = nn.Linear(dim / Reduction, dim, dtype: ScalarType.Float32);
        RegisterComponents();
    }

    /// <summary>Weighs the channels.</summary>
    /// <param name="means">Means of the channels [B, D]; not disposed here.</param>
    /// <param name="maxima">Maxima of the channels [B, D]; not disposed here.</param>
    /// <returns>Weights between 0 and 1 [B, D], owned by the caller.</returns>
    public override Tensor forward(Tensor means, Tensor maxima)
    {
        AliveGuard.Require(this, _reduce.weight);
        ShapeGuard.LastDim(means, _dim);
        ShapeGuard.LastDim(maxima, _dim);
        using var scope = NewDisposeScope();
        return Answer(means).Plus(Answer(maxima)).sigmoid().MoveToOuterDisposeScope();
    }

    private Tensor Answer(Tensor channels) =>
        AutocastOps.Wide(AutocastOps.Linear(AutocastOps.Linear(channels, _reduce).relu(), _expand));
}
