using System.Collections.Immutable;
using Faceptor.Cli.Ranks;

namespace Faceptor.Cli.Tests.Ranks;

/// <summary>What each rank of <c>--ranks</c> is started with, and what is refused.</summary>
public sealed class RankLauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_gpu_gets_a_rank_with_the_names_of_torchrun()
    {
        var programs = RankLauncher.OnGpus(RankProgram.OfThis(["train"]), 2, numGpus: 4, port: 4711);

        Assert.Equal(2, programs.Length);
        Assert.Equal(["True", "False"], programs.Select(program => $"{program.IsShown}"));
        Assert.Equal([null, "rank 1"], programs.Select(program => program.Name));
        Assert.Equal(["0", "1"], programs.Select(program => program.Environment["RANK"]));
        Assert.All(programs, program =>
        {
            Assert.Equal(program.Environment["RANK"], program.Environment["LOCAL_RANK"]);
            Assert.Equal("2", program.Environment["WORLD_SIZE"]);
            Assert.Equal("2", program.Environment["LOCAL_WORLD_SIZE"]);
            Assert.Equal("127.0.0.1", program.Environment["MASTER_ADDR"]);
            Assert.Equal("4711", program.Environment["MASTER_PORT"]);
        });
    }

    [Fact]
    public void More_ranks_than_gpus_are_refused()
    {
        var error = Assert.Throws<UsageException>(
            () => RankLauncher.OnGpus(RankProgram.OfThis(["train"]), 5, numGpus: 4, port: 4711));

        Assert.Equal(
            "--ranks: expected at most 4, one for each GPU that is visible here, got 5; take fewer, or --device cpu.",
            error.Message);
    }

    [Fact]
    public void Ranks_share_the_processors()
    {
        var program = RankLauncher.OnProcessor(
            RankProgram.OfThis(["train"]), Environment.ProcessorCount * 2, new MpiLauncher("mpirun", IsOpenMpi: true));

        // Who has set it himself is obeyed.
        Assert.Equal(
            Environment.GetEnvironmentVariable(RankThreads.Variable) is { Length: > 0 } ? null : "1",
            program.Environment.GetValueOrDefault(RankThreads.Variable));
        Assert.Equal(Environment.ProcessorCount, RankThreads.Of(1));
        Assert.Equal(1, RankThreads.WorkersOf(Environment.ProcessorCount));
    }

    [Fact]
    public void Ranks_run_the_program_itself_and_no_script_that_builds_it()
    {
        var program = RankProgram.OfThis(["train", "--out", "a folder"]);

        Assert.Equal("dotnet", Path.GetFileNameWithoutExtension(program.Path));
        Assert.Equal(
            [typeof(RankProgram).Assembly.Location, "train", "--out", "a folder"], program.Arguments.AsEnumerable());
    }

    [Fact]
    public void A_session_of_its_own_is_made_where_there_is_a_program_for_it()
    {
        var program = new RankProgram("mpirun", ["-n", "2"], ImmutableDictionary<string, string>.Empty);

        var detached = program.Detached(name => $"/usr/bin/{name}");

        Assert.Equal("/usr/bin/setsid", detached.Path);
        Assert.Equal(["mpirun", "-n", "2"], detached.Arguments.AsEnumerable());
        Assert.Equal(program, program.Detached(_ => null));
    }

    [Theory]
    [InlineData("--ranks 0", "--ranks: expected a whole number from 1, got '0'")]
    [InlineData("--ranks two", "--ranks: expected a whole number from 1, got 'two'")]
    [InlineData("--stall-minutes -1", "--stall-minutes: expected a whole number from 0 to 10080, got '-1'")]
    [InlineData("--ranks 3", "--ranks: expected a number that divides the 4 portions of a step (1, 2, 4), got 3")]
    [InlineData("--ranks 2 --device cuda:0", "--device cuda:0 names one")]
    public void What_cannot_work_is_refused_in_a_line(string options, string said)
    {
        var line = Train(options.Split(' ')).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact]
    public void Without_mpirun_it_says_what_to_install()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "ranks are started on Linux.");
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = CliContext.Plain(output, error, TestContext.Current.CancellationToken) with
        {
            FindProgram = _ => null,
        };

        var code = FaceptorApp.Run(Words("--ranks", "2", "--device", "cpu"), context);

        var line = new CliResult(code, output.ToString(), error.ToString()).RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Contains("apt-get install openmpi-bin", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_a_launcher_of_ranks_it_is_refused()
    {
        var result = await CliProcess.RunAsync(
            [("OMPI_COMM_WORLD_SIZE", "2"), ("OMPI_COMM_WORLD_RANK", "1"), ("OMPI_COMM_WORLD_LOCAL_RANK", "1")],
            Words("--ranks", "2"));

        var line = result.RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Contains("has started this one as rank 1 of 2; use one of the two", line, StringComparison.Ordinal);
    }

    private CliResult Train(params string[] options) => CliRunner.Run(Words(options));

    private string[] Words(params string[] options) =>
        ["train", "--data", _folder.File("none"), "--out", _folder.File("run"), "--set", "portions=4", .. options];
}
