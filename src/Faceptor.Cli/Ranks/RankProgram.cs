using System.Collections.Immutable;

namespace Faceptor.Cli.Ranks;

/// <summary>A program that is started as one rank, or starts ranks itself.</summary>
/// <param name="Path">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables that it gets besides this process's own.</param>
/// <param name="Name">What lines of its error stream begin with, such as <c>rank 1</c>; null leaves them as they are.</param>
/// <param name="IsShown">Whether its output is passed on; else it is read and dropped.</param>
internal sealed record RankProgram(
    string Path,
    ImmutableArray<string> Arguments,
    ImmutableDictionary<string, string> Environment,
    string? Name = null,
    bool IsShown = true)
{
    /// <summary>The variable that tells a rank to stop when its input ends.</summary>
    public const string LeashVariable = "FACEPTOR_STOPS_WITH_INPUT";

    /// <summary>
    /// The command line, as it is built or installed, with other arguments: never a script that would build it first.
    /// </summary>
    public static RankProgram OfThis(IEnumerable<string> arguments)
    {
        var process = System.Environment.ProcessPath ?? "dotnet";
        var assembly = typeof(RankProgram).Assembly;
        var isOwn = System.IO.Path.GetFileNameWithoutExtension(process) == assembly.GetName().Name;

        // Beside a test's or another program's own host, dotnet runs the assembly.
        return isOwn
            ? new RankProgram(process, [.. arguments], NoVariables)
            : new RankProgram(
                System.IO.Path.GetFileNameWithoutExtension(process) == "dotnet" ? process : "dotnet",
                [assembly.Location, .. arguments],
                NoVariables);
    }

    /// <summary>The program in a session of its own, which a terminal's Ctrl-C does not reach.</summary>
    /// <param name="findProgram">Finds <c>setsid</c> (util-linux); without it the program is what it was.</param>
    public RankProgram Detached(Func<string, string?> findProgram) => findProgram("setsid") is { } setsid
        ? this with { Path = setsid, Arguments = [Path, .. Arguments] }
        : this;

    private static ImmutableDictionary<string, string> NoVariables => ImmutableDictionary<string, string>.Empty;
}
