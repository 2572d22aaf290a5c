namespace Faceptor.Cli.Tests;

/// <summary>Runs a command line in this process, as a script would: output redirected, nobody watching.</summary>
internal static class CliRunner
{
    public static CliResult Run(params string[] args) => Run(CancellationToken.None, args);

    public static CliResult Run(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = FaceptorApp.Run(args, CliContext.Plain(output, error, cancellation));
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
