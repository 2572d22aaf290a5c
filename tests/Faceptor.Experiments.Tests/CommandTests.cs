using Faceptor.Serialization;

namespace Faceptor.Experiments.Tests;

/// <summary>The tool's command line: wrong usage, help, whose folder it is.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.File("run");

    [Theory]
    [InlineData("run naiv", "there is no experiment 'naiv'; did you mean 'naive'?")]
    [InlineData("run everything", "there are auxiliary-age, auxiliary-expression, layer-attention, transfer, naive.")]
    [InlineData("run naive --seeds 1,x", "expected different whole numbers from 0, parted by commas, got 'x'.")]
    [InlineData("run naive --seeds 1,1", "parted by commas, got '1'.")]
    [InlineData("gpu parity --device gpu", "device: expected auto, cpu, cuda or cuda:N, got 'gpu'.")]
    [InlineData("run naive --steps-share 0", "--steps-share: expected 0.0001 to 1000, got 0")]
    public void Wrong_usage_is_one_line_and_exit_code_2(string commandLine, string complaint)
    {
        var result = ToolRunner.Run(commandLine.Split(' '));

        Assert.Contains(complaint, result.RequireOneLine(FaceptorApp.WrongUsage), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("storage")]
    [InlineData("gpu")]
    public void Help_is_everywhere(string command)
    {
        var result = ToolRunner.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        result.RequireGood();
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Exit codes: 0 good, 1 failed, 2 wrong usage, 130 stopped.", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void An_experiment_takes_its_folder()
    {
        using var held = FolderLock.Take(Run);

        var line = ToolRunner.Run("run", "auxiliary-age", "--steps-share", "0.001", "--out", Run)
            .RequireOneLine(FaceptorApp.Failed);

        Assert.Contains($"in use by process {Environment.ProcessId} on host", line, StringComparison.Ordinal);
        Assert.Equal([FolderLock.FileName], Directory.GetFileSystemEntries(Run).Select(Path.GetFileName));
    }

    [Fact]
    public async Task One_of_several_processes_of_a_launcher_is_refused()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "faceptor-experiments.dll");

        var result = await CliProcess.RunProgramAsync(
            CliProcess.Dotnet, [program, "run", "auxiliary-age", "--out", Run], ("WORLD_SIZE", "2"), ("RANK", "0"), ("LOCAL_RANK", "0"),
            ("MASTER_ADDR", "localhost"), ("MASTER_PORT", "29500"));

        var line = result.RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Contains("started 2 processes", line, StringComparison.Ordinal);
        Assert.Contains("only train works as several", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Run));
    }

    public void Dispose() => _folder.Dispose();
}
