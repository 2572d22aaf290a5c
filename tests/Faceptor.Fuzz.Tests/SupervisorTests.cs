namespace Faceptor.Fuzz.Tests;

public sealed class SupervisorTests
{
    private const int NumMutants = 60;

    private static readonly FuzzLimits Limits = new(Megabytes: 256, ProcessorTime: TimeSpan.FromSeconds(3));

    [Theory]
    [InlineData("self-test-exception", MutantOutcome.Failed)]
    [InlineData("self-test-crash", MutantOutcome.Crashed)]
    [InlineData("self-test-slow", MutantOutcome.Slow)]
    [InlineData("self-test-large", MutantOutcome.Large)]
    internal async Task Misbehaviour_is_seen_and_the_next_mutant_is_read(string name, MutantOutcome expected)
    {
        var format = SelfTestFormats.All.Single(one => one.Name == name);
        // A mutant is one byte, so it is known which misbehave; one is enough of the slow kind.
        var range = new FuzzRange(First: 0, NumMutants, Seed: 1);
        var bad = Enumerable.Range(0, NumMutants)
            .Where(mutant => format.Mutate([0], range.RandomOf(name, mutant))[0] == 3).ToArray();
        Assert.NotEmpty(bad);
        range = range with { First = bad[0], Count = 2 };

        var results = await Supervisor.RunAsync(
            format, range, Limits, keep: null, TestContext.Current.CancellationToken);

        Assert.Equal([bad[0], bad[0] + 1], results.Select(result => result.Mutant));
        Assert.Equal(expected, results[0].Outcome);
        Assert.Equal(bad.Contains(bad[0] + 1) ? expected : MutantOutcome.Read, results[1].Outcome);
    }

    [Fact]
    public void The_same_numbers_give_the_same_bytes()
    {
        var whole = Enumerable.Range(0, 3000).Select(number => (byte)number).ToArray();
        var format = FuzzFormats.All.Single(one => one.Name == "jpeg");
        byte[] Mutant(int number) => format.Mutate(whole, new FuzzRange(0, 1, Seed: 7).RandomOf("jpeg", number));

        Assert.Equal(Mutant(5), Mutant(5));
        Assert.NotEqual(Mutant(5), Mutant(6));
    }
}
