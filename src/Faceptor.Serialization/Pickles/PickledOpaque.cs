namespace Faceptor.Serialization.Pickles;

/// <summary>
/// A class or function of the writing program that this reader does not know, an object of it, or what is made of one.
/// Nothing is imported, called or kept but the name.
/// </summary>
internal sealed class PickledOpaque
{
    internal PickledOpaque(string module, string name)
    {
        Module = module;
        Name = name;
    }

    /// <summary>For example <c>argparse</c>.</summary>
    public string Module { get; }

    /// <summary>For example <c>Namespace</c>.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}
