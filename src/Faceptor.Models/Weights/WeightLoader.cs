using Faceptor.Core.Errors;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>Copies named tensors into a network, all or none, and says precisely what does not fit.</summary>
/// <remarks>
/// Stands in for TorchSharp's <c>load_state_dict</c>, which names no key and loads <c>[2, 1]</c> into <c>[2, 2]</c> by
/// broadcasting.
/// </remarks>
public static class WeightLoader
{
    private const int MaxNamesShown = 10;

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
        var problems = new List<string>();
        List(problems, "missing", own.Keys.Where(name => !tensors.ContainsKey(name)));
        List(problems, "unexpected", tensors.Keys.Where(name => !own.ContainsKey(name)));
        List(problems, "of another shape", own
            .Where(pair => tensors.TryGetValue(pair.Key, out var tensor) && !CanHold(pair.Value, tensor))
            .Select(pair =>
                $"{pair.Key} [{string.Join(", ", tensors[pair.Key].shape)}] "
                + $"for [{string.Join(", ", pair.Value.shape)}]"));
        if (problems.Count > 0)
        {
            throw new CheckpointException(
                source,
                $"the weights do not fit the model: {string.Join("; ", problems)}. "
                + "Make the model with the options the weights were made with.");
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var (name, target) in own)
        {
            target.copy_(tensors[name].view(target.shape));
        }
    }

    /// <summary>
    /// Equal shapes, or equal after sizes of one at the end are dropped: a 1x1 convolution is a matrix.
    /// </summary>
    private static bool CanHold(Tensor target, Tensor tensor) =>
        tensor.shape.AsSpan().SequenceEqual(target.shape)
        || (tensor.dim() > target.dim()
            && tensor.shape.AsSpan(0, (int)target.dim()).SequenceEqual(target.shape)
            && !tensor.shape.AsSpan((int)target.dim()).ContainsAnyExcept(1));

    private static void List(List<string> problems, string kind, IEnumerable<string> names)
    {
        string[] all = [.. names];
        if (all.Length > 0)
        {
            var shown = string.Join(", ", all.Take(MaxNamesShown));
            problems.Add($"{all.Length} {kind}: {shown}{(all.Length > MaxNamesShown ? ", …" : string.Empty)}");
        }
    }
}
