using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>Creates raw parameters that outlive any dispose scope they are created in.</summary>
internal static class ParameterFactory
{
    public static Parameter Normal(double std, params long[] shape)
    {
        using var scope = NewDisposeScope();
        return Detached(randn(shape, dtype: ScalarType.Float32) * std);
    }

    public static Parameter Uniform(params long[] shape)
    {
        using var scope = NewDisposeScope();
        return Detached(rand(shape, dtype: ScalarType.Float32));
    }

    public static Parameter Zeros(params long[] shape)
    {
        using var scope = NewDisposeScope();
        return Detached(zeros(shape, dtype: ScalarType.Float32));
    }

    public static Parameter Ones(params long[] shape)
    {
        using var scope = NewDisposeScope();
        return Detached(ones(shape, dtype: ScalarType.Float32));
    }

    /// <summary>A parameter of its own with the values, type and device of another tensor.</summary>
    public static Parameter Copy(Tensor values)
    {
        using var scope = NewDisposeScope();
        return Detached(values.detach().clone());
    }

    /// <summary>A linear layer of its own with the values, type and device of another.</summary>
    public static Linear Copy(Linear original)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (weight, bias) = (original.weight!, original.bias);
        var copy = nn.Linear(
            weight.size(1), weight.size(0), bias is not null, device: weight.device, dtype: weight.dtype);
        copy.weight!.copy_(weight);
        if (bias is not null)
        {
            copy.bias!.copy_(bias);
        }

        foreach (var parameter in copy.parameters())
        {
            parameter.DetachFromDisposeScope();
        }

        return copy;
    }

    /// <summary>A linear layer with weights N(0, std²) and no offset at the start.</summary>
    public static Linear Linear(long inputDim, long outputDim, double std, bool hasBias = true)
    {
        var layer = nn.Linear(inputDim, outputDim, hasBias, dtype: ScalarType.Float32);
        nn.init.normal_(layer.weight, 0, std);
        if (layer.bias is { } bias)
        {
            nn.init.zeros_(bias);
        }

        return layer;
    }

    /// <summary>
    /// A linear layer with weights drawn evenly from -√(3 / inputs) to √(3 / inputs), of variance 1 / inputs, and no
    /// offset: Caffe2's "Xavier" start.
    /// </summary>
    public static Linear EvenLinear(long inputDim, long outputDim)
    {
        var layer = nn.Linear(inputDim, outputDim, dtype: ScalarType.Float32);
        var bound = Math.Sqrt(3.0 / inputDim);
        nn.init.uniform_(layer.weight, -bound, bound);
        nn.init.zeros_(layer.bias);
        return layer;
    }

    /// <summary>A batch norm over vectors.</summary>
    public static BatchNorm BatchNorm1d(long numFeatures, double epsilon) => new(numFeatures, numDims: 2, epsilon);

    /// <summary>A batch norm over maps.</summary>
    public static BatchNorm BatchNorm2d(long numFeatures) => new(numFeatures, numDims: 4, epsilon: 1e-5);

    private static Parameter Detached(Tensor values) => (Parameter)nn.Parameter(values).DetachFromDisposeScope();
}
