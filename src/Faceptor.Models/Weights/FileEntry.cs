using Faceptor.Core.Serialization;

namespace Faceptor.Models.Weights;

/// <summary>A tensor of a file, or what stands where one might.</summary>
/// <param name="Path">The way to it: keys with dots between them.</param>
/// <param name="ContainerLength">Letters of the way to the mapping that holds it, its dot counted.</param>
/// <param name="Tensor">
/// The tensor in a PyTorch file; null in safetensors, and for an object of an unknown class.
/// </param>
/// <param name="UnknownClass">The class of an object that is no tensor; null for tensors.</param>
internal sealed record FileEntry(string Path, int ContainerLength, PickledTensor? Tensor, string? UnknownClass)
{
    /// <summary>The way to the mapping that holds it.</summary>
    public ReadOnlySpan<char> Container => Path.AsSpan(0, ContainerLength);
}
