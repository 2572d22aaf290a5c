namespace Faceptor;

/// <summary>Finds what somebody may have meant, for messages about unknown names.</summary>
internal static class Suggestion
{
    // Comparing takes room for the product of both lengths; what is longer is no name.
    private const int MaxLength = 200;

    /// <summary>The known name that fewest letters part from the given one.</summary>
    /// <param name="given">The unknown name.</param>
    /// <param name="known">The names that would have been right.</param>
    /// <returns>Null when none is near: more than a third of the letters differ.</returns>
    public static string? Of(string given, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(known);
        if (given.Length > MaxLength)
        {
            return null;
        }

        var nearest = known
            .Where(name => name.Length <= MaxLength)
            .Select(name => (Name: name, Distance: Distance(given.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(entry => entry.Distance)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, given.Length / 3) ? nearest.Name : null;
    }

    // Insertions, deletions and replacements; two neighbours that changed places count once.
    private static int Distance(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    costs[i, j] = i + j;
                    continue;
                }

                var replaced = costs[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(replaced, 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
                }
            }
        }

        return costs[from.Length, to.Length];
    }
}
