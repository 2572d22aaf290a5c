using Faceptor.Cli.Quickstart;
using Faceptor.Models;

namespace Faceptor.Cli.Tests.Quickstart;

[Collection(TorchCollection.Name)]
public sealed class QuickstartRunTests : IDisposable
{
    private static readonly QuickstartPlan Plan = QuickstartPlan.Fast with
    {
        NumImages = 60,
        Model = FaceptorPresets.Small with { EncoderDim = 32, EncoderBlocks = 1, DecoderLayers = 1 },
        Training = QuickstartPlan.Fast.Training with { NumSteps = 2, WarmupSteps = 1, LogInterval = 1 },
        NumPredictionsPerSet = 1,
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Execute_leaves_a_report_that_needs_nothing_else()
    {
        using var output = new StringWriter();

        QuickstartRun.Execute(
            CliContext.Plain(output, output, TestContext.Current.CancellationToken), _folder.Path, Plan);

        // The name of a chart's markup is an address that nothing is loaded from.
        var report = File.ReadAllText(_folder.File("report.html"))
            .Replace("xmlns=\"http://www.w3.org/2000/svg\"", string.Empty, StringComparison.Ordinal);
        Assert.Contains("Scores on held-out files", report, StringComparison.Ordinal);
        Assert.Contains("<polyline class=\"mean\"", report, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", report, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", report, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", report, StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(_folder.File("run/metrics.json")));
        Assert.Equal(6, Directory.GetFiles(_folder.File("predictions"), "*.json").Length);
        Assert.Equal(6, Directory.GetFiles(_folder.File("predictions"), "*.png").Length);
        Assert.Contains("[6/6] writing the report", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("300W valid", output.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
