using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faceptor.Experiments;

/// <summary>
/// Results that an experiment left before. They are made again from its runs, which stay, so the same seeds and more
/// may replace them.
/// </summary>
internal static class ExistingResults
{
    /// <summary>Refuses results of seeds that would be left out.</summary>
    /// <param name="path">The file of all numbers.</param>
    /// <param name="seeds">The seeds to come.</param>
    /// <exception cref="OptionsException">The file has more seeds, or is none of ours.</exception>
    public static void RequireNoneLost(string path, IReadOnlyList<long> seeds)
    {
        if (!Path.Exists(path))
        {
            return;
        }

        long[] lost = [.. SeedsOf(path).Except(seeds).Order()];
        if (lost.Length > 0)
        {
            var names = string.Join(", ", lost.Select(seed => seed.ToString(CultureInfo.InvariantCulture)));
            throw new OptionsException(
                "--seeds",
                $"{MessageText.Place(path)} has the results of seeds {names} too; name them as well (what is finished "
                + "is not repeated), or add --overwrite.");
        }
    }

    private static long[] SeedsOf(string path)
    {
        try
        {
            var scores = JsonNode.Parse(PlainFile.ReadBytes(path))!["scores"]!.AsArray();
            return [.. scores.Select(score => score!["seed"]!.GetValue<long>()).Distinct()];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NullReferenceException
            or ArgumentException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsException(
                "--out",
                $"{MessageText.Place(path)} is no result of an experiment; name another folder, or add --overwrite.");
        }
    }
}
