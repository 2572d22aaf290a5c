using System.Globalization;

namespace Faceptor.Evaluation;

/// <summary>
/// What a random number for every pair reaches as TAR at FAR: the FAR itself, where there are pairs enough to have one.
/// </summary>
internal static class TarBaseline
{
    /// <summary>The baseline; null where the pairs are too few.</summary>
    /// <param name="falseAcceptRate">The FAR.</param>
    /// <param name="numOthers">Pairs of two identities.</param>
    public static double? Of(double falseAcceptRate, long numOthers) =>
        Problem(falseAcceptRate, numOthers) is null ? falseAcceptRate : null;

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Problem(double falseAcceptRate, long numOthers)
    {
        // One pair accepted wrongly is more than the rate: what chance reaches then depends on the pairs.
        var needed = Math.Round(1 / falseAcceptRate);
        return numOthers >= needed
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the rate takes {needed:N0} pairs of two identities, {numOthers:N0} are there");
    }
}
