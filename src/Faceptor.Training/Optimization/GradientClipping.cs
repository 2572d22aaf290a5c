using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Optimization;

/// <summary>Limits the length of the gradient.</summary>
internal static class GradientClipping
{
    /// <summary>Scales all gradients by one factor so that their common Euclidean norm is at most a limit.</summary>
    /// <param name="parameters">The parameters; those without a gradient are left out.</param>
    /// <param name="maxNorm">The limit, above 0.</param>
    /// <param name="elsewhere">
    /// Squared norms of parameters of which a part is here only, by the parameters' handles; scalars of the whole ones.
    /// </param>
    /// <returns>
    /// The norm before clipping, a scalar on the parameters' device, owned by the caller; reading it waits for the
    /// device. Zero when no parameter has a gradient.
    /// </returns>
    /// <remarks>Released configuration: limit 5, the factor is limit / (norm + 1e-6).</remarks>
    public static Tensor ClipNorm(
        IEnumerable<Parameter> parameters, double maxNorm, IReadOnlyDictionary<IntPtr, Tensor>? elsewhere = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNorm);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var learning = parameters.Where(parameter => parameter.grad is not null).ToArray();
        Tensor[] gradients = [.. learning.Select(parameter => parameter.grad!)];
        if (gradients.Length == 0)
        {
            return tensor(0f).MoveToOuterDisposeScope();
        }

        var norm = elsewhere is not { Count: > 0 }
            ? OptimizerKernels.Norm(gradients)
            : NormOf([.. learning.Where(parameter => !elsewhere.ContainsKey(parameter.Handle))], elsewhere.Values);
        OptimizerKernels.Clip(gradients, norm, maxNorm);
        return norm.MoveToOuterDisposeScope();
    }

    private static Tensor NormOf(Parameter[] whole, IEnumerable<Tensor> squares)
    {
        Tensor[] gradients = [.. whole.Select(parameter => parameter.grad!)];
        return gradients.Select(_ => OptimizerKernels.Norm(gradients).Squared())
            .Take(1)
            .Concat(squares)
            .Aggregate((sum, square) => sum.Plus(square))
            .sqrt();
    }
}
