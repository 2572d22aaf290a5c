using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Faceptor.Distributed;
using Faceptor.Training.Recipes;

namespace Faceptor.Cli.Ranks;

/// <summary>The options about several processes that train together.</summary>
internal sealed class RankOptions
{
    private const string RanksName = "--ranks";
    private const int MaxMinutes = 60 * 24 * 7;

    private readonly Option<int> _ranks = new(RanksName)
    {
        Description = "Train as N processes of this machine together: one a GPU, or N on the processor, which mpirun "
            + "starts. N divides the recipe's portions; on the processor the result does not depend on it where each "
            + "has a power of two of them.",
        HelpName = "N",
        CustomParser = result => Parse(result, 1, int.MaxValue),
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _stall = new("--stall-minutes")
    {
        Description = "End the run on all ranks when one has made no progress for M minutes; 0 waits for ever.",
        HelpName = "M",
        CustomParser = result => Parse(result, 0, MaxMinutes),
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<bool> _overlap = new("--overlap")
    {
        Description = "Sum gradients over ranks of the processor while the backward pass still computes others: faster "
            + "where the network between them is slow. Results do not depend on it.",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [_ranks, _stall, _overlap];

    /// <summary>Whether sums begin in the backward pass.</summary>
    public bool Overlaps(ParseResult parsed) => parsed.GetValue(_overlap);

    /// <summary>Number of ranks that are to be started here; 1 starts none.</summary>
    public int NumRanks(ParseResult parsed) => parsed.GetValue(_ranks);

    /// <summary>How long a rank may make no progress; null for as long as it likes.</summary>
    public TimeSpan? StallLimit(ParseResult parsed) =>
        parsed.GetValue(_stall) is > 0 and var minutes ? TimeSpan.FromMinutes(minutes) : null;

    /// <summary>A command line as ranks get it: without <c>--ranks</c> and <c>--device</c>.</summary>
    /// <param name="parsed">What was given here.</param>
    public static ImmutableArray<string> OfRanks(ParseResult parsed)
    {
        var (words, isDropped) = (ImmutableArray.CreateBuilder<string>(), false);
        foreach (var token in parsed.Tokens)
        {
            if (isDropped)
            {
                isDropped = false;
            }
            else if (token is { Type: TokenType.Option, Value: RanksName or "--device" })
            {
                isDropped = true;
            }
            else
            {
                words.Add(token.Value);
            }
        }

        return words.ToImmutable();
    }

    /// <summary>Refuses to start ranks where a launcher has done so.</summary>
    /// <param name="launched">Who started this process.</param>
    /// <exception cref="UsageException">A launcher of ranks has.</exception>
    public static void RequireNoLauncher(LaunchEnvironment launched)
    {
        if (launched.NumRanks > 1)
        {
            throw new UsageException(
                $"{RanksName} starts processes itself, and {launched.Launcher} has started this one as rank "
                + $"{launched.Rank} of {launched.NumRanks}; use one of the two.");
        }
    }

    /// <summary>Refuses a number of ranks that does not divide the portions of a step.</summary>
    /// <param name="numRanks">Number of ranks.</param>
    /// <param name="recipe">The recipe; null where only the ranks will know it.</param>
    /// <exception cref="UsageException">It does not.</exception>
    public static void RequireDivides(int numRanks, Recipe? recipe)
    {
        if (recipe?.Training.Portions is { } numPortions && numPortions % numRanks != 0)
        {
            var fitting = Enumerable.Range(1, numPortions).Where(number => numPortions % number == 0);
            throw new UsageException(
                $"{RanksName}: expected a number that divides the {numPortions} portions of a step "
                + $"({string.Join(", ", fitting)}), got {numRanks}; take one of these, or change the recipe's portions "
                + $"(--set portions={numRanks}), which makes it another run.");
        }
    }

    private static int Parse(ArgumentResult result, int least, int most)
    {
        var text = result.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        var name = (result.Parent as OptionResult)?.Option.Name;
        result.AddError(most == int.MaxValue
            ? $"{name}: expected a whole number from {least}, got '{text}'."
            : $"{name}: expected a whole number from {least} to {most}, got '{text}'.");
        return least;
    }
}
