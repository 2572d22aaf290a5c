using Faceptor.Core.Errors;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>Copies named tensors into a network, all or none, and says precisely what does not fit.</summary>
/// <remarks>
/// Stands in for TorchSharp's <c>load_state_dict</c>, which names no key and loads <c>[2, 1]</c> into <c>[2, 2]</c> by
/// broadcasting. Files are read by <see cref="FaceptorWeights"/>.
/// </remarks>
public static class WeightLoader
{
    /// <summary>Copies the tensors.</summary>
    /// <param name="network">The network; its tensors keep their type and device.</param>
    /// <param name="source">The file the tensors come from, for messages.</param>
    /// <param name="tensors">Tensors under the network's own names; not disposed here.</param>
    /// <exception cref="CheckpointException">
    /// Names are missing or unexpected, or shapes differ; up to ten of each are listed and nothing is copied.
    /// </exception>
    public static void Load(nn.Module network, string source, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(tensors);
        var own = network.state_dict();
        new WeightReport
        {
            Path = source,
            Source = WeightSource.Unknown,
            Missing = [.. own.Keys.Where(name => !tensors.ContainsKey(name))],
            Unexpected = [.. tensors.Keys.Where(name => !own.ContainsKey(name))],
            OtherShape =
            [
                .. own
                    .Where(pair => tensors.TryGetValue(pair.Key, out var tensor)
                        && !WeightTransfer.CanHold(pair.Value.shape, tensor.shape))
                    .Select(pair => ShapeProblem(pair.Key, tensors[pair.Key].shape, pair.Value.shape)),
            ],
        }.RequireFits();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var (name, target) in own)
        {
            target.copy_(tensors[name].view(target.shape));
        }
    }

    /// <summary>A tensor that came in another shape, for a report.</summary>
    internal static string ShapeProblem(string name, IReadOnlyList<long> came, IReadOnlyList<long> expected) =>
        $"{name} [{string.Join(", ", came)}] for [{string.Join(", ", expected)}]";
}
