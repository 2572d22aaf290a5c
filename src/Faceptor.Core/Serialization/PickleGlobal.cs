namespace Faceptor.Core.Serialization;

/// <summary>An allowed name in a pickle: a class or function of the writing program.</summary>
/// <param name="Module">For example <c>collections</c>.</param>
/// <param name="Name">For example <c>OrderedDict</c>.</param>
/// <param name="Call">What a call of it stands for; null for a name that only occurs as an argument.</param>
public sealed record PickleGlobal(string Module, string Name, PickleFactory? Call)
{
    /// <summary>The value that the name itself stands for; null when the name stands for itself.</summary>
    public object? Value { get; init; }

    /// <summary>Whether PyTorch defines it, whose tensors are needed as they are.</summary>
    internal bool IsTorch => Module == "torch" || Module.StartsWith("torch.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}
