using System.Text.RegularExpressions;
using Faceptor.Cli;

namespace Faceptor.Docs.Tests.Commands;

/// <summary>
/// Commands of documents: those of this project run, in a reduced form (<see cref="Reductions"/>), the others are
/// listed with what runs them (<see cref="CommandLists"/>). A new document is taken in by itself.
/// </summary>
[Collection(ReadersCollection.Name)]
public sealed partial class CommandTests(PreparedFiles files)
{
    // It tells of commands that there are no more.
    private const string History = "CHANGELOG.md";

    private const string ContinuousIntegration = ".ci/run";
    private const string Workflows = ".github/workflows/";

    private static readonly (string Document, DocumentedCommand Command)[] All =
    [
        .. Documents.All.SelectMany(document => DocumentedCommand.In(Documents.Read(document))
            .Where(command => document != History || !command.IsInline)
            .Select(command => (document, command))),
    ];

    public static TheoryData<string> Blocks =>
        [.. All.Where(entry => !entry.Command.IsInline && entry.Command.IsFaceptor).Select(entry => entry.Document).Distinct()];

    public static TheoryData<string, int, string> Sentences =>
        [.. All.Where(entry => entry.Command is { IsInline: true, IsFaceptor: true }).Select(entry => (entry.Document, entry.Command.Line, entry.Command.Text))];

    /// <summary>The commands of a document's blocks run one after the other in one folder.</summary>
    [Theory]
    [MemberData(nameof(Blocks))]
    public void Commands_of_blocks_run(string document)
    {
        using var folder = new ReadersFolder(files, document);

        foreach (var (_, command) in All.Where(entry => entry.Document == document))
        {
            if (command is { IsInline: false, IsFaceptor: true })
            {
                Run(folder, document, command);
            }
        }
    }

    /// <summary>A command in a sentence or table runs by itself; where it only names a command, that has a help.</summary>
    [Theory]
    [MemberData(nameof(Sentences))]
    public void Command_of_a_sentence_runs(string document, int line, string text)
    {
        using var folder = new ReadersFolder(files, document);
        var command = new DocumentedCommand(line, text, IsInline: true);

        if (IsPart(command))
        {
            string[] name = [.. command.Words[1..].TakeWhile(word => CommandName().IsMatch(word))];
            CliRunner.Run([.. name, "--help"]).RequireGood();
            return;
        }

        Run(folder, document, command);
    }

    [Fact]
    public void Every_other_command_is_in_the_list_with_what_runs_it()
    {
        var unknown = All.Where(entry => !entry.Command.IsFaceptor)
            .Where(entry => !CommandLists.Others.Any(other => CommandLists.Names(other.Pattern, entry.Command)))
            .Select(entry => $"{entry.Document}:{entry.Command.Line}: {entry.Command.Text}")
            .ToArray();

        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
    }

    [Fact]
    public void Whatever_the_lists_name_runs_there()
    {
        var steps = CommandLists.Others.Where(other => other.File is not null)
            .Select(other => (Step: other.File!, Text: other.Text!))
            .Concat(CommandLists.NotRun.Select(entry => (Step: entry.File, entry.Text)));

        Assert.All(steps, step =>
        {
            Assert.Contains(step.Text, Read(step.Step), StringComparison.Ordinal);
            Assert.True(
                step.Step is ContinuousIntegration || step.Step.StartsWith("tests/", StringComparison.Ordinal)
                || step.Step.StartsWith(Workflows, StringComparison.Ordinal)
                || Read(ContinuousIntegration).Contains(step.Step, StringComparison.Ordinal),
                $"{ContinuousIntegration} does not run {step.Step}");
        });

        static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryPaths.Root, file));
    }

    [Fact]
    public void Nothing_is_in_the_lists_that_no_document_has()
    {
        var patterns = CommandLists.Others.Select(other => other.Pattern)
            .Concat(CommandLists.NotRun.Select(entry => entry.Pattern));

        Assert.DoesNotContain(
            patterns, pattern => !All.Any(entry => CommandLists.Names(pattern, entry.Command)));
    }

    [Fact]
    public void The_search_finds_commands()
    {
        Assert.True(All.Count(entry => entry.Command is { IsInline: false, IsFaceptor: true }) >= 15, "too few in blocks");
        Assert.True(All.Count(entry => entry.Command.IsInline) >= 20, "too few in sentences");
        Assert.True(All.Count(entry => !entry.Command.IsFaceptor) >= 5, "too few of other programs");
    }

    [Theory]
    [InlineData("./faceptor train --data datasets --out run --reciepe small", "--recipe")]
    [InlineData("./faceptor predikt photo.jpg", "predict")]
    [InlineData("./faceptor data check datasets --dataset 300X", "300W")]
    public void A_command_that_is_wrong_is_noticed(string text, string meant)
    {
        var problem = FaceptorApp.FindProblem(ShellWords.Split(text)[1..]);

        Assert.Contains($"did you mean '{meant}'?", problem, StringComparison.Ordinal);
    }

    // The parser sees the command as it stands there; what runs is reduced.
    private static void Run(ReadersFolder folder, string document, DocumentedCommand command)
    {
        var where = $"{document}:{command.Line}: {command.Text}";
        folder.PrepareFor(command.Words);
        Assert.True(
            FaceptorApp.FindProblem(command.Words[1..]) is not { } problem, $"{where}\n{FaceptorApp.FindProblem(command.Words[1..])}");
        if (CommandLists.NotRun.Any(entry => CommandLists.Names(entry.Pattern, command)))
        {
            return;
        }

        var reduced = command with { Text = Reductions.Of(command.Text, File.ReadAllText) };
        folder.PrepareFor(reduced.Words);
        var result = CliRunner.Run(reduced.Words[1..]);

        Assert.True(result.Code == 0, $"{where}\nrun as: {reduced.Text}\nexit code {result.Code}: {result.Error}");
    }

    // "faceptor predict" lacks its image, "faceptor inspect" its file; all else of a part has to be right.
    private static bool IsPart(DocumentedCommand command) =>
        command.Text.Contains('…', StringComparison.Ordinal)
        || (FaceptorApp.FindProblem(command.Words[1..]) is { } problem && Missing().Replace(problem, string.Empty).Length == 0)
        || command.Words is [_, "inspect"];

    [GeneratedRegex("(Option '[^']+' is required[.]|Required argument '[^']+' missing for command: '[^']+'[.]|"
        + "Required command was not provided[.]| *Try '[^']+ --help'[.]| )")]
    private static partial Regex Missing();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex CommandName();
}
