using System.Collections.Immutable;

namespace Faceptor.Models.Weights;

/// <summary>
/// Where a weight file keeps the network's tensors, and what its program put before and into their names, which is
/// taken off.
/// </summary>
internal sealed record WeightLayout
{
    /// <summary>
    /// The entry of the saved object that holds the tensors, for example <c>state_dict</c> or
    /// <c>checkpoint.model</c>; empty for the object itself, and for safetensors.
    /// </summary>
    public string Container { get; init; } = string.Empty;

    /// <summary>
    /// What stands before the names that are known, for example <c>module.</c> or <c>_orig_mod.module.</c>; may be
    /// empty.
    /// </summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Parts of names that wrappers of modules put in, for example <c>_orig_mod</c>.</summary>
    public ImmutableArray<string> Wrappers { get; init; } = [];

    /// <summary>Whether files of this source usually look so, and nothing needs to be said.</summary>
    public bool IsUsual { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString()
    {
        var place = Container.Length > 0 ? $"in '{MessageText.Quote(Container)}'" : "at the top";
        var prefix = Prefix.Length > 0 ? $"behind '{MessageText.Quote(Prefix)}'" : "without a prefix";
        var wrappers = Wrappers.IsEmpty ? string.Empty : $", without '{string.Join("', '", Wrappers)}' among them";
        return $"{place}, {prefix}{wrappers}";
    }
}
