using System.Collections.Immutable;
using System.CommandLine;

namespace Faceptor.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description, params ImmutableArray<string> examples)
    : Command(name, description)
{
    /// <summary>Command lines that work.</summary>
    public ImmutableArray<string> Examples { get; } = examples;
}
