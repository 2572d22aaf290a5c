using System.Reflection;
using System.Text.RegularExpressions;
using Faceptor.Data.Loading;
using Faceptor.Evaluation.Sessions;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Training;
using Microsoft.Extensions.Logging;

namespace Faceptor.Docs.Tests;

/// <summary>The events that the libraries log, and the table of <c>docs/logging.md</c>.</summary>
public sealed partial class LogEventTests
{
    private static readonly (Assembly Library, int FirstId)[] Ranges =
    [
        (typeof(InferenceLog).Assembly, 1000),
        (typeof(ModelLog).Assembly, 2000),
        (typeof(TrainerLog).Assembly, 3000),
        (typeof(EvaluationLog).Assembly, 4000),
        (typeof(DataLog).Assembly, 5000),
    ];

    // Alerts and dashboards of users hang on these: an event may be added, none may get another number or name.
    private const string Known = """
        1000 AnalyzerReady
        1001 SyntheticOnly
        1002 FacesDetected
        1003 NoFaceDetected
        1004 Analyzed
        1005 ImageFailed
        2000 WeightsLoaded
        2001 WeightsPath
        2002 WeightsLeftOut
        2003 WeightsUntouched
        2004 WeightsNotFinite
        2005 WeightsDoNotFit
        2006 LayerAttentionAdded
        3000 TrainingStarted
        3001 Progress
        3002 CheckpointSaved
        3003 CheckpointNotSaved
        3004 TrainingOptions
        3005 TaskScored
        3006 TrainingCancelled
        3007 TrainingFinished
        3008 StepsSkipped
        3100 SessionOpened
        3101 SessionFolders
        3102 DatasetOpened
        3103 TaskLeftOut
        3104 RunResumed
        3105 CheckpointsPassedOver
        3106 RunChanged
        3107 RunNote
        3108 LayerAttentionChosen
        4000 ScoringStarted
        4001 SplitScored
        4002 SplitNotScored
        4003 SplitNotScoredReason
        4004 ScoringFinished
        4005 ScoringCancelled
        5000 SampleSkipped
        5001 SampleProblem
        """;

    [Fact]
    public void Ids_and_names_stay_as_they_were()
    {
        Assert.Equal(
            Known.Split('\n', StringSplitOptions.TrimEntries),
            InCode().OrderBy(entry => entry.Id).Select(entry => $"{entry.Id} {entry.Name}"));
    }

    [Fact]
    public void Ids_and_names_are_unique_and_ids_in_their_librarys_range()
    {
        Assert.Distinct(InCode().Select(entry => entry.Id));
        Assert.Distinct(InCode().Select(entry => entry.Name));
        Assert.All(
            Ranges,
            range => Assert.All(Of(range.Library), entry => Assert.InRange(entry.Id, range.FirstId, range.FirstId + 999)));
    }

    [Fact]
    public void No_other_library_logs()
    {
        var others = Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Where(path => Path.GetFileName(path) is { } name
                && (name.StartsWith("Faceptor.", StringComparison.Ordinal) || name == "faceptor.dll")
                && !name.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(path => Assembly.LoadFrom(path))
            .Except(Ranges.Select(range => range.Library));

        Assert.All(others, library => Assert.Empty(Of(library)));
    }

    /// <summary>Id, name, level and text, parameters included.</summary>
    [Fact]
    public void The_documents_table_is_what_the_code_says()
    {
        var document = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "logging.md"));

        var rows = Row().Matches(document).Select(match => match.Value.Trim());

        Assert.Equal(
            InCode().OrderBy(entry => entry.Id)
                .Select(entry => $"| {entry.Id} | {entry.Name} | {entry.Level} | {entry.Text} |"),
            rows);
    }

    /// <summary>What may name a file or a sample is for who asked for it.</summary>
    [Theory]
    [InlineData("Path")]
    [InlineData("DataRoot")]
    [InlineData("OutputFolder")]
    [InlineData("Problem")]
    [InlineData("Options")]
    public void What_names_files_is_logged_at_debug(string parameter)
    {
        LogEvent[] named = [.. InCode().Where(entry => entry.Text.Contains($"{{{parameter}}}", StringComparison.Ordinal))];

        Assert.NotEmpty(named);
        Assert.All(named, entry => Assert.Equal(LogLevel.Debug, entry.Level));
    }

    /// <summary>Events that are not there yet included.</summary>
    [Fact]
    public void What_is_called_a_path_is_logged_at_debug() =>
        Assert.DoesNotContain(InCode(), entry => entry.Level != LogLevel.Debug && PathParameter().IsMatch(entry.Text));

    private static IEnumerable<LogEvent> InCode() => Ranges.SelectMany(range => Of(range.Library));

    private static IEnumerable<LogEvent> Of(Assembly library) => library.GetTypes()
        .SelectMany(type => type.GetMethods(
            BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly))
        .Select(method => (method.Name, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
        .Where(entry => entry.Attribute is not null)
        .Select(entry => new LogEvent(
            entry.Attribute!.EventId,
            entry.Attribute.EventName ?? entry.Name,
            entry.Attribute.Level,
            entry.Attribute.Message));

    [GeneratedRegex(@"^\| [0-9]{4} \|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("[{][A-Za-z]*(Path|Folder|Root|File)[,:}]")]
    private static partial Regex PathParameter();

    private sealed record LogEvent(int Id, string Name, LogLevel Level, string Text);
}
