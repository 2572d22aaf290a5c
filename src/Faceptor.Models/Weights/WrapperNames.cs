using System.Collections.Frozen;

namespace Faceptor.Models.Weights;

/// <summary>
/// Parts of tensor names that wrappers of modules add, wherever they wrap: none of them tells a layer.
/// </summary>
internal static class WrapperNames
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "module", // DataParallel, DistributedDataParallel
        "_orig_mod", // torch.compile
        "_fsdp_wrapped_module",
        "_checkpoint_wrapped_module",
        "_forward_module"); // Lightning's strategies

    // What says that weights are averages over the training.
    private static readonly FrozenSet<string> Averages = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "ema", "swa", "average", "averaged", "avg", "shadow");

    /// <summary>The name without them.</summary>
    /// <param name="name">A name.</param>
    /// <param name="taken">Gets what was taken off.</param>
    public static string Clean(string name, ISet<string>? taken = null)
    {
        if (!Known.Any(wrapper => name.Contains(wrapper, StringComparison.Ordinal)))
        {
            return name;
        }

        var kept = new List<string>();
        foreach (var part in name.Split('.'))
        {
            if (Known.Contains(part))
            {
                taken?.Add(part);
            }
            else
            {
                kept.Add(part);
            }
        }

        return string.Join('.', kept);
    }

    /// <summary>Whether a place in a file says that its weights are averages.</summary>
    public static bool SaysAverage(string place) =>
        place.Split('.', '_', '-').Any(Averages.Contains);
}
