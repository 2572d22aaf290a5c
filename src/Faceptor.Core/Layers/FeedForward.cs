using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>Two linear layers with an activation between them, applied to every token.</summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly long _embedDim;
    private readonly FeedForwardActivation _activation;
    [ComponentName(Name = "linear1")] private readonly Linear _expand;
    [ComponentName(Name = "linear2")] private readonly Linear _project;

    /// <summary>Creates the layers with normal weights and no offset.</summary>
    /// <param name="embedDim">Token size D.</param>
    /// <param name="hiddenDim">Inner size F.</param>
    /// <param name="activation">What stands between the layers.</param>
    /// <param name="expandStd">Standard deviation of the first layer's weights.</param>
    /// <param name="projectStd">Standard deviation of the second layer's weights.</param>
    public FeedForward(
        long embedDim,
        long hiddenDim,
        FeedForwardActivation activation,
        double expandStd,
        double projectStd)
        : base(nameof(FeedForward))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(embedDim);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenDim);
        _embedDim = embedDim;
        _activation = activation;
        _expand = ParameterFactory.Linear(embedDim, hiddenDim, expandStd);
        _project = ParameterFactory.Linear(hiddenDim, embedDim, projectStd);
        RegisterComponents();
    }

    /// <summary>Draws offsets evenly from -1/√inputs to 1/√inputs, as PyTorch's linear layers start.</summary>
    internal void InitializeOffsets()
    {
        foreach (var layer in new[] { _expand, _project })
        {
            var bound = Math.Pow(layer.weight!.size(1), -0.5);
            nn.init.uniform_(layer.bias, -bound, bound);
        }
    }

    /// <summary>Transforms each token.</summary>
    /// <param name="input">Tokens [..., D]; not disposed here.</param>
    /// <returns>Tokens [..., D], owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        AliveGuard.Require(this, _expand.weight);
        ShapeGuard.LastDim(input, _embedDim);
        using var scope = NewDisposeScope();
        var hidden = AutocastOps.Linear(input, _expand);                                    // [..., F]
        // x * sigmoid(1.702 x), written with silu because it keeps one tensor for the backward pass instead of two.
        hidden = _activation == FeedForwardActivation.Relu
            ? hidden.relu()
            : nn.functional.silu(hidden.Times(1.702)).Times(1 / 1.702);
        return AutocastOps.Linear(hidden, _project).MoveToOuterDisposeScope();              // [..., D]
    }
}

/// <summary>What stands between the two layers of a <see cref="FeedForward"/>.</summary>
public enum FeedForwardActivation
{
    /// <summary>max(x, 0), as in the query decoder.</summary>
    Relu,

    /// <summary>x * sigmoid(1.702 x), as in CLIP's and FaRL's encoders.</summary>
    QuickGelu,
}
