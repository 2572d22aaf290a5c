using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Faceptor.Cli.Predicting;

/// <summary>One of several parts of the inputs, so that as many processes share the work.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed record Shard(int Index, int Count)
{
    /// <summary>The option.</summary>
    public static Option<Shard?> Option() => new("--shard")
    {
        Description = "Predict part I of N only, 1/N to N/N: inputs are dealt out in turn, so that N processes or jobs of "
            + "a cluster share the work, into one folder if you like.",
        HelpName = "I/N",
        CustomParser = Parse,
    };

    /// <summary>The inputs of this part: every N-th by the order of their paths.</summary>
    /// <param name="inputs">All inputs.</param>
    public IEnumerable<PredictInput> Of(IEnumerable<PredictInput> inputs) =>
        inputs.OrderBy(input => input.Path, StringComparer.Ordinal).Where((_, place) => place % Count == Index - 1);

    private static Shard? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (text.Split('/') is [var index, var count]
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var parts)
            && part >= 1
            && part <= parts)
        {
            return new Shard(part, parts);
        }

        result.AddError($"--shard: expected I/N with I from 1 to N, such as 1/4, got '{MessageText.Quote(text)}'.");
        return null;
    }
}
