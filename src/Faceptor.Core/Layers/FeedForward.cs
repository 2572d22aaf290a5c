using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>Two linear layers with an activation between them, applied to every token.</summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    /// <summary>s of QuickGELU, x sigmoid(s x).</summary>
    private const double Steepness = 1.702;

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
        return Run(input).MoveToOuterDisposeScope();                                        // [..., D]
    }

    private Tensor Run(Tensor input)
    {
        if (_activation == FeedForwardActivation.Relu)
        {
            var hidden = AutocastOps.Linear(input, _expand);                                // [..., F]
            return AutocastOps.Linear(is_grad_enabled() ? hidden.relu() : hidden.relu_(), _project);
        }

        // x sigmoid(s x) is silu(s x) / s, which keeps one tensor for the backward pass instead of two.
        if (AutocastScope.NarrowType is not null)
        {
            var hidden = AutocastOps.Linear(input, _expand);                                // [..., F]
            return AutocastOps.Linear(nn.functional.silu(hidden.Times(Steepness)).Times(1 / Steepness), _project);
        }

        // Both factors go into the products, so that the large tensor in between is gone over once.
        var scaled = AutocastOps.ScaledLinear(input, _expand, (float)Steepness, (float)Steepness);
        var active = nn.functional.silu(scaled, inplace: !is_grad_enabled());               // [..., F]
        return AutocastOps.ScaledLinear(active, _project, (float)(1 / Steepness), biasFactor: 1);
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
