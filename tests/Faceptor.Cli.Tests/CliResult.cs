namespace Faceptor.Cli.Tests;

/// <summary>How a command ended.</summary>
internal sealed record CliResult(int Code, string Output, string Error)
{
    /// <summary>Asserts that the command failed with exactly one line.</summary>
    public string RequireOneLine(int code)
    {
        Assert.Equal(code, Code);
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Asserts that the command did its work.</summary>
    public CliResult RequireGood()
    {
        Assert.True(Code == 0, $"exit code {Code}: {Error}");
        return this;
    }
}
