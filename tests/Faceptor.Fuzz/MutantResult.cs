using System.Globalization;

namespace Faceptor.Fuzz;

/// <summary>What became of one mutant.</summary>
/// <param name="Mutant">Its number.</param>
/// <param name="Outcome">Good ones are read or refused.</param>
/// <param name="PeakMegabytes">Memory of the whole process at most while it was read.</param>
/// <param name="Detail">The error, when there is one that should not be.</param>
internal sealed record MutantResult(int Mutant, MutantOutcome Outcome, long PeakMegabytes, string Detail)
{
    /// <summary>Reads the line that a worker ends a mutant with.</summary>
    public static MutantResult Parse(string line)
    {
        var parts = line.Split(' ', 5);
        return new MutantResult(
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            Enum.Parse<MutantOutcome>(parts[2]),
            long.Parse(parts[3], CultureInfo.InvariantCulture),
            parts[4]);
    }
}
