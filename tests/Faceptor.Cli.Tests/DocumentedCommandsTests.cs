using System.Text.RegularExpressions;

namespace Faceptor.Cli.Tests;

/// <summary>
/// The commands that train in <c>docs/recipes.md</c> and <c>docs/reproduce.md</c> are understood: each comes as far as
/// the data, which is not there.
/// </summary>
public sealed partial class DocumentedCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Commands =>
        [.. new[] { "recipes.md", "reproduce.md" }
            .SelectMany(page => Command().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", page))))
            .Select(match => match.Groups["arguments"].Value)
            .Where(arguments => !arguments.Contains("--config", StringComparison.Ordinal))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_documented_command_is_understood(string arguments)
    {
        string[] words = arguments.Split(' ');
        words[Array.IndexOf(words, "--out") + 1] = _folder.File("out");
        words[Array.IndexOf(words, "--data") + 1] = _folder.File("nowhere");

        var result = CliRunner.Run(words);

        Assert.Contains(
            "the folder for datasets does not exist", result.RequireOneLine(FaceptorApp.Failed), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_commands()
    {
        Assert.True(Commands.Count >= 12, "the search for commands finds too few");
    }

    [GeneratedRegex("`[.]/faceptor (?<arguments>train [^`]*)`")]
    private static partial Regex Command();
}
