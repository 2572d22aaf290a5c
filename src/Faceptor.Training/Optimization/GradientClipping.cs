using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Optimization;

/// <summary>Limits the length of the gradient.</summary>
internal static class GradientClipping
{
    /// <summary>Scales all gradients by one factor so that their common Euclidean norm is at most a limit.</summary>
    /// <param name="parameters">The parameters; those without a gradient are left out.</param>
    /// <param name="maxNorm">The limit, above 0.</param>
    /// <returns>
    /// The norm before clipping, a scalar on the parameters' device, owned by the caller; reading it waits for the
    /// device. Zero when no parameter has a gradient.
    /// </returns>
    /// <remarks>Released configuration: limit 5, the factor is limit / (norm + 1e-6).</remarks>
    public static Tensor ClipNorm(IEnumerable<Parameter> parameters, double maxNorm)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNorm);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        if (gradients.Length == 0)
        {
            return tensor(0f).MoveToOuterDisposeScope();
        }

        var norm = OptimizerKernels.Norm(gradients);
        OptimizerKernels.Clip(gradients, norm, maxNorm);
        return norm.MoveToOuterDisposeScope();
    }
}
