namespace Faceptor.Fuzz.Tests;

/// <summary>
/// Damaged files of every format are read or refused. More of them:
/// <c>dotnet run -c Release --project tests/Faceptor.Fuzz -- --mutants 1000</c>.
/// </summary>
public sealed class FuzzFormatsTests
{
    private const int NumMutants = 200;

    public static TheoryData<string> Names => [.. FuzzFormats.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Mutants_are_read_or_refused_within_bounds(string name)
    {
        var format = FuzzFormats.All.Single(one => one.Name == name);

        var results = await Supervisor.RunAsync(
            format,
            new FuzzRange(First: 0, NumMutants, Seed: 1),
            FuzzLimits.Standard,
            keep: null,
            TestContext.Current.CancellationToken);

        Assert.Equal(NumMutants, results.Count);
        var failures = results
            .Where(result => result.Outcome is not (MutantOutcome.Read or MutantOutcome.Refused))
            .Select(result => $"{result.Mutant} {result.Outcome}: {result.Detail}");
        Assert.Equal([], failures);
        // Both must happen, or the changes miss what they are for.
        Assert.InRange(results.Count(result => result.Outcome == MutantOutcome.Read), 1, NumMutants);
        Assert.InRange(results.Count(result => result.Outcome == MutantOutcome.Refused), NumMutants / 10, NumMutants);
    }
}
