using Faceptor.Cli.Display;
using Faceptor.Evaluation;

namespace Faceptor.Cli.Tests.Display;

public sealed class ScoreTableTests
{
    private static readonly MetricRecord[] Records =
    [
        new("landmarks/300w", "valid_challenge", "nme/inter-ocular", 0.05, 0.12, false, 135),
        new("parsing/celebamask-hq", "test", "f1/mean", 0.8, 0.3, true, 2824),
    ];

    [Theory]
    [InlineData(120, true)]
    [InlineData(60, false)]
    public void Narrow_terminals_get_fewer_columns_and_whole_words(int width, bool hasSamples)
    {
        using var output = new StringWriter();
        var context = CliContext.Plain(output, output, CancellationToken.None);
        context.Console.Profile.Width = width;

        ScoreTable.Write(context, Records);

        var text = output.ToString();
        Assert.Contains("| 300W valid_challenge ", text, StringComparison.Ordinal);
        Assert.Contains("80.0 %", text, StringComparison.Ordinal);
        Assert.Equal(hasSamples, text.Contains("2,824", StringComparison.Ordinal));
        Assert.All(text.Split('\n').Where(line => line.StartsWith('|')), line => Assert.True(line.Length <= width));
    }
}
