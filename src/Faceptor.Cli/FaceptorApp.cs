using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Faceptor.Cli.Commands;
using Faceptor.Core.Tensors;

namespace Faceptor.Cli;

/// <summary>
/// The command line: finds the command, runs it, turns whatever goes wrong into one line and an exit code.
/// </summary>
internal static class FaceptorApp
{
    /// <summary>The work is done.</summary>
    public const int Success = 0;

    /// <summary>The work failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot work; nothing was tried.</summary>
    public const int WrongUsage = 2;

    /// <summary>The user stopped the work: what shells give for a program that Ctrl-C ends.</summary>
    public const int Cancelled = 130;

    private const string DebugVariable = "FACEPTOR_DEBUG";
    private const string VerboseName = "--verbose";

    // A file may be called @name; arguments are never read from files.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command.</summary>
    public static int Run(IReadOnlyList<string> args, CliContext context) => Run(
        args, context, CreateRoot(context), "faceptor", "faceptor quickstart", "faceptor train --help");

    /// <summary>Runs one command of any program.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="context">Where to show results and errors.</param>
    /// <param name="root">The program's commands; help and options of every command are added.</param>
    /// <param name="program">The program's name, for messages.</param>
    /// <param name="examples">Command lines that the program's help ends with.</param>
    public static int Run(
        IReadOnlyList<string> args, CliContext context, RootCommand root, string program, params string[] examples)
    {
        Complete(root, context);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!, context.Console.Profile.Width, examples);
        try
        {
            var parsed = Parse(args, root, program);
            context.Logger.Open(parsed);
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Out,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception error)
        {
            return Report(error, context.Error, args);
        }
    }

    /// <summary>Writes one line about a failure of a command, and where it happened where the command line asks so.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="output">Receives the line.</param>
    /// <param name="parsed">The command line.</param>
    /// <returns>The exit code.</returns>
    public static int Report(Exception error, TextWriter output, ParseResult parsed) =>
        Report(error, output, parsed.Tokens.Select(token => token.Value));

    private static int Report(Exception error, TextWriter output, IEnumerable<string> args)
    {
        var (code, message) = Explain(error);
        output.WriteLine(MessageText.Fit($"error: {message}"));
        if (args.Contains(VerboseName) || Environment.GetEnvironmentVariable(DebugVariable) == "1")
        {
            output.WriteLine(error);
        }

        return code;
    }

    /// <summary>What is wrong with a command line as such, found without running it.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>Null when nothing is.</returns>
    public static string? FindProblem(IReadOnlyList<string> args)
    {
        try
        {
            var context = CliContext.Plain(TextWriter.Null, TextWriter.Null, CancellationToken.None);
            Parse(args, Complete(CreateRoot(context), context), "faceptor");
            return null;
        }
        catch (UsageException problem)
        {
            return problem.Message;
        }
    }

    private static RootCommand Complete(RootCommand root, CliContext context)
    {
        root.Add(new Option<bool>(VerboseName)
        {
            Description = "On an error, also print where it happened.",
            Recursive = true,
        });
        root.Add(context.Logger.Option);
        return root;
    }

    private static ParseResult Parse(IReadOnlyList<string> args, RootCommand root, string program)
    {
        if (args.Contains(string.Empty))
        {
            throw new UsageException(
                "an argument is empty; leave it out, or look whether a variable of the shell has no value.");
        }

        var parsed = root.Parse(FormerSpellings.Replace(args), Parsing);

        // Help and version win over complaints about what else is on the line.
        var isWrong = parsed.Errors.Count > 0 && parsed.Action is null or ParseErrorAction;
        var runs = parsed.Action is null or ParseErrorAction || parsed.Action == parsed.CommandResult.Command.Action;
        var swallowed = runs ? FindSwallowed(parsed, args) : null;
        return isWrong || swallowed is not null
            ? throw new UsageException(
                $"{(swallowed is null ? Complaint(parsed) : Unknown(parsed, swallowed))} Try '{PathOf(parsed, program)} --help'.")
            : parsed;
    }

    // An argument that takes any number of words takes options that nobody knows, too. What follows a lone -- is a file.
    private static string? FindSwallowed(ParseResult parsed, IReadOnlyList<string> args)
    {
        var end = args.TakeWhile(word => word != "--").ToHashSet();
        return parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value)
            .FirstOrDefault(word => word is ['-', _, ..] && end.Contains(word));
    }

    private static RootCommand CreateRoot(CliContext context) =>
        new("Faceptor for .NET: one network for landmarks, parsing, age, expression, attributes and identity of faces.")
        {
            QuickstartCommand.Create(context),
            TrainCommand.Create(context),
            RecipesCommand.Create(context),
            EvaluateCommand.Create(context),
            PredictCommand.Create(context),
            CompareCommand.Create(context),
            IdentifyCommand.Create(context),
            DetectorCommand.Create(context),
            DataCommand.Create(context),
            ConvertCommand.Create(context),
            InspectCommand.Create(context),
            context.Datasets.Option,
        };

    private static (int Code, string Message) Explain(Exception error) => error switch
    {
        UsageException or OptionsException => (WrongUsage, error.Message),
        FaceptorException => (Failed, error.Message),
        IOException or UnauthorizedAccessException => (
            Failed,
            $"{error.Message.TrimEnd('.')}; check free space and permissions, or name another folder with --out."),
        // What .NET makes of the system's "file too large".
        ArgumentOutOfRangeException when error.Message.Contains("too large for the file system", StringComparison.Ordinal)
            => (Failed, "a file is too large for the file system or a quota; name another folder with --out."),
        OutOfMemoryException => (
            Failed, "there is not enough memory for this; take fewer or smaller images at a time."),
        // Of libtorch, where nothing on the way has said more.
        ExternalException when DeviceMemory.Explain(error, DeviceMemory.ForPrediction) is { } explained
            => (Failed, explained.Message),
        OperationCanceledException => (Cancelled, error is CancelledException ? error.Message : "cancelled."),
        _ => (Failed, $"unexpected {error.GetType().Name}: {error.Message} Run again with --verbose and report it."),
    };

    // An unknown word comes first: whatever else is missing may be missing because of it.
    private static string Complaint(ParseResult parsed)
    {
        return parsed.UnmatchedTokens is [var unknown, ..]
            ? Unknown(parsed, unknown)
            : string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct());
    }

    private static string Unknown(ParseResult parsed, string unknown)
    {
        var command = parsed.CommandResult.Command;
        var isOption = unknown.StartsWith('-');
        var known = isOption
            ? OptionsOf(parsed.CommandResult).SelectMany(option => option.Aliases.Append(option.Name))
            : command.Subcommands.Select(child => child.Name);
        var kind = isOption ? "option" : command.Subcommands.Any() ? "command" : "argument";
        return Suggestion.Of(unknown, known) is { } meant
            ? $"Unknown {kind} '{MessageText.Quote(unknown)}'; did you mean '{meant}'?"
            : $"Unknown {kind} '{MessageText.Quote(unknown)}'.";
    }

    // With those of the program, which every command has.
    private static IEnumerable<Option> OptionsOf(SymbolResult? result) => result is CommandResult own
        ? own.Command.Options.Concat(OptionsOf(own.Parent).Where(option => option.Recursive))
        : [];

    private static string PathOf(ParseResult parsed, string program)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Push(result.Command is RootCommand ? program : result.Command.Name);
        }

        return string.Join(' ', names);
    }
}

/// <summary>The command line itself is wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The user stopped the work; the message says what was kept.</summary>
internal sealed class CancelledException(string message) : OperationCanceledException(message);
