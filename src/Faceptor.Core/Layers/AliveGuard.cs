using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>Refuses modules that are disposed, before libtorch is asked about tensors that are gone.</summary>
internal static class AliveGuard
{
    /// <summary>Requires a module whose weights are there.</summary>
    /// <param name="module">The module.</param>
    /// <param name="weight">One of its weights.</param>
    /// <exception cref="ObjectDisposedException">The weight is gone.</exception>
    public static void Require(nn.Module module, [NotNull] Tensor? weight) =>
        ObjectDisposedException.ThrowIf(weight is null || weight.IsInvalid, module);
}
