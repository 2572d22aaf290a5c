using System.Collections.Immutable;
using Faceptor.Cli.Ranks;

namespace Faceptor.Cli.Tests.Ranks;

/// <summary>Programs that run together, on programs of the shell.</summary>
public sealed class RankProcessesTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public RankProcessesTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "ranks are started on Linux.");

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Lines_are_passed_on_and_errors_say_whose_they_are()
    {
        using var processes = Start(
            Shell("echo one; echo two; echo wrong >&2"),
            Shell("echo hidden; echo broken >&2; echo 'rank 1: says it itself' >&2") with { Name = "rank 1", IsShown = false });

        var code = processes.Wait(TestContext.Current.CancellationToken);

        Assert.Equal(0, code);
        Assert.Equal(["one", "two"], Lines(_output));
        Assert.Equal(
            ["rank 1: broken", "rank 1: says it itself", "wrong"], Lines(_error).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Variables_of_a_program_are_its_own()
    {
        using var processes = Start(
            Shell("echo $RANK") with { Environment = ImmutableDictionary<string, string>.Empty.Add("RANK", "7") });

        processes.Wait(TestContext.Current.CancellationToken);

        Assert.Equal(["7"], Lines(_output));
    }

    [Fact]
    public async Task Who_is_asked_to_stop_sees_the_end_of_the_input_and_may_take_its_time()
    {
        using var stop = new CancellationTokenSource();
        using var processes = Start(Shell($"touch {_folder.File("begun")}; cat; sleep 0.5; echo saved; exit 130"));
        var wait = Task.Run(() => processes.Wait(stop.Token, Short), TestContext.Current.CancellationToken);
        await CliProcess.WaitAsync(() => File.Exists(_folder.File("begun")));
        Assert.Empty(Lines(_output));

        await stop.CancelAsync();

        Assert.Equal(130, await wait);
        Assert.Equal(["saved"], Lines(_output));
    }

    [Fact]
    public void When_one_fails_the_others_are_asked_to_stop_and_its_code_counts()
    {
        using var processes = Start(Shell("cat; echo saved; exit 5"), Shell("sleep 0.1; exit 3"));

        var code = processes.Wait(TestContext.Current.CancellationToken);

        Assert.Equal(3, code);
        Assert.Equal(["saved"], Lines(_output));
    }

    [Fact]
    public void Who_does_not_stop_then_is_killed_with_what_it_started()
    {
        var file = _folder.File("pid");
        using var processes = Start(
            Shell($"trap '' TERM INT; sh -c 'echo $$ > {file}; while :; do sleep 0.05; done'"),
            Shell($"while [ ! -s {file} ]; do sleep 0.05; done; exit 3"));

        var code = processes.Wait(TestContext.Current.CancellationToken, Short);

        Assert.Equal(3, code);
        Assert.False(IsAlive(File.ReadAllText(file).Trim()));
    }

    [Fact]
    public void A_program_that_is_not_there_ends_those_before_it()
    {
        var file = _folder.File("pid");

        var error = Assert.Throws<UsageException>(() => Start(
            Shell($"echo $$ > {file}; exec sleep 100"), Shell("true") with { Path = _folder.File("none") }));

        Assert.Contains($"{_folder.File("none")} cannot be started", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file) && IsAlive(File.ReadAllText(file).Trim()));
    }

    private static RankProgram Shell(string script) =>
        new("/bin/sh", ["-c", script], ImmutableDictionary<string, string>.Empty);

    private static string[] Lines(StringWriter writer) =>
        writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // A process that nobody has waited for yet is dead all the same.
    private static bool IsAlive(string pid)
    {
        var status = $"/proc/{pid}/stat";
        try
        {
            return !File.ReadAllText(status).Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private RankProcesses Start(params RankProgram[] programs) => new(programs, _output, _error);
}
