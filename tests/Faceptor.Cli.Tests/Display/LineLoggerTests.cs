namespace Faceptor.Cli.Tests.Display;

/// <summary>The option <c>--log-level</c>.</summary>
[Collection(TorchCollection.Name)]
public sealed class LineLoggerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("information", true, false)]
    [InlineData("DEBUG", true, true)]
    [InlineData("error", false, false)]
    [InlineData(null, false, false)]
    public void Lines_of_the_level_and_above_go_to_the_error_stream(string? level, bool hasLoaded, bool hasPath)
    {
        string[] option = level is null ? [] : ["--log-level", level];

        var result = CliRunner.Run(
        [
            "convert", RepositoryPaths.Golden("official_stage1.pth.tar"), _folder.File("own.safetensors"), "--heads", "4",
            "--dense-input-size", "64", .. option,
        ]).RequireGood();

        Assert.Equal(
            hasLoaded, result.Error.Contains("information: 2000 WeightsLoaded: Loaded ", StringComparison.Ordinal));
        Assert.Equal(hasPath, result.Error.Contains("debug: 2001 WeightsPath: ", StringComparison.Ordinal));
        Assert.DoesNotContain("WeightsLoaded", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_that_is_none_is_refused_with_those_that_are()
    {
        var line = CliRunner.Run("recipes", "--log-level", "loud").RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains(
            "--log-level: expected trace, debug, information, warning, error or none, got 'loud'.",
            line,
            StringComparison.Ordinal);
    }
}
