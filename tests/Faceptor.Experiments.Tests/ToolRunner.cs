
namespace Faceptor.Experiments.Tests;

/// <summary>Runs a command line of the tool in this process: output redirected, nobody watching.</summary>
internal static class ToolRunner
{
    public static CliResult Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = ExperimentsApp.Run(args, CliContext.Plain(output, error, CancellationToken.None));
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
