using Faceptor.Cli.Tests.Detectors;
using Faceptor.Detection.Onnx.Catalogue;

namespace Faceptor.Cli.Tests.Commands;

/// <summary><c>faceptor detector</c>, without a network.</summary>
[Collection(RegistryCollection.Name)]
public sealed class DetectorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_list_says_licence_and_terms()
    {
        var result = CliRunner.Run("detector", "list").RequireGood();

        Assert.All(
            DetectorModels.Known, model => Assert.Contains($"| {model.Name} ", result.Output, StringComparison.Ordinal));
        Assert.Contains("non-commercial", result.Output, StringComparison.Ordinal);
        Assert.Contains("'faceptor detector get NAME'", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_network_there_is_one_line_that_says_where_the_file_may_be_put_by_hand()
    {
        var (code, output, error) = Get(() => null);

        Assert.Equal(FaceptorApp.Failed, code);
        Assert.Contains("yunet: MIT.", output, StringComparison.Ordinal);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Name or service not known", line, StringComparison.Ordinal);
        Assert.EndsWith($"or fetch it elsewhere and put it at {_folder.File("yunet.onnx")}.", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_server_sends_instead_is_not_kept()
    {
        var (code, _, error) = Get(() => new StringContent("<html>sign in</html>"));

        Assert.Equal(FaceptorApp.Failed, code);
        Assert.Contains("expected 232589 bytes of yunet.onnx, got 20", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_of_that_name_is_not_replaced_unasked()
    {
        _folder.Write("yunet.onnx", "mine");

        var (code, _, error) = Get(() => throw new InvalidOperationException("nobody asks the network"));

        Assert.Equal(FaceptorApp.WrongUsage, code);
        Assert.Contains("would be replaced; name another place, or add --overwrite.", error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Get(Func<HttpContent?> answer)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = CliContext.Plain(output, error, CancellationToken.None) with { Network = () => new FakeServer(answer) };
        var code = FaceptorApp.Run(["detector", "get", "yunet", "--out", _folder.Path], context);
        return (code, output.ToString(), error.ToString());
    }
}
