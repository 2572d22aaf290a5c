namespace Faceptor.Fuzz;

/// <summary>Which mutants: the same numbers give the same bytes everywhere.</summary>
/// <param name="First">Number of the first one.</param>
/// <param name="Count">How many.</param>
/// <param name="Seed">Chooses what is changed.</param>
internal sealed record FuzzRange(int First, int Count, int Seed)
{
    /// <summary>Chance for one mutant, whatever came before it.</summary>
    public Random RandomOf(string format, int mutant)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 2166136261u;
        foreach (var character in $"{format}/{Seed}/{mutant}")
        {
            hash = (hash ^ character) * 16777619u;
        }

        return new Random((int)hash);
    }
}
