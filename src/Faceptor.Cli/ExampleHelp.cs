using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Faceptor.Cli.Commands;

namespace Faceptor.Cli;

/// <summary>The usual help, followed by examples and by what exit codes mean.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private const int MaxWidth = 110;
    private const int MinWidth = 50;

    private readonly HelpAction _usual;
    private readonly string[] _examples;

    /// <summary>Wraps the usual help.</summary>
    /// <param name="usual">The usual help.</param>
    /// <param name="width">Columns there are; lines stay readable on wide terminals, and whole on narrow ones.</param>
    /// <param name="examples">Examples of the program itself.</param>
    public ExampleHelp(HelpAction usual, int width, string[] examples)
    {
        _usual = usual;
        _examples = examples;
        usual.MaxWidth = Math.Clamp(width, MinWidth, MaxWidth);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = _usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        string[] examples = parseResult.CommandResult.Command switch
        {
            ExampleCommand command => [.. command.Examples],
            RootCommand => _examples,
            _ => [],
        };
        if (examples.Length > 0)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes: 0 good, 1 failed, 2 wrong usage, 130 stopped.");
        return code;
    }
}
