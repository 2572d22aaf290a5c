using Faceptor.Cli.Ranks;
using Faceptor.Training.Checkpoints;
using static Faceptor.Cli.Tests.CliProcess;

namespace Faceptor.Cli.Tests.Ranks;

/// <summary>A short run of one process, which runs of several ranks are held against.</summary>
public sealed class RankRoad : IAsyncLifetime
{
    private const int NumSteps = 150;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Sums have their order from the number of threads of a rank.</summary>
    internal static (string Name, string Value)[] OneThread { get; } =
    [
        (RankThreads.Variable, "1"), ("OMPI_ALLOW_RUN_AS_ROOT", "1"), ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
    ];

    internal static string[] TwoRanks { get; } = ["-n", "2", "--oversubscribe", "--bind-to", "none"];

    internal string Data => _folder.File("data");

    private string Alone => _folder.File("alone");

    /// <summary>The program that starts ranks of Open MPI; the test is skipped without.</summary>
    internal static string RequireMpi()
    {
        try
        {
            var found = MpiLauncher.Find(Predicting.VideoTools.FindProgram);
            Assert.SkipUnless(found.IsOpenMpi, "mpirun of Open MPI is not installed (openmpi-bin).");
            return found.Path;
        }
        catch (UsageException)
        {
            Assert.Skip("mpirun of Open MPI is not installed (openmpi-bin).");
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        CliRunner.Run("data", "synthesize", Data, "--count", "40", "--seed", "5").RequireGood();
        (await RunAsync(OneThread, Words(Alone))).RequireGood();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The command line of the run, into another folder.</summary>
    /// <param name="output">The folder.</param>
    /// <param name="numSteps">Its steps.</param>
    internal string[] Words(string output, int numSteps = NumSteps) =>
    [
        "train", "--data", Data, "--out", output, "--device", "cpu",
        .. TinyRun.Settings
            .Where(word => word != "--no-evaluation")
            .Select(word => word == $"{TinyRun.NumSteps}" ? $"{numSteps}" : word),
        "--set", "portions=2", "--set", "checkpointInterval=0",
    ];

    /// <summary>Asserts that a run has come to the same weights and scores.</summary>
    internal void AssertSame(CliResult result, string run)
    {
        Assert.Contains("weights are in ", result.Output, StringComparison.Ordinal);
        string[] names = [TrainingFiles.Weights, TrainingFiles.Metrics, TrainingFiles.Recipe];
        Assert.All(names, name => Assert.Equal(
            File.ReadAllBytes(Path.Combine(Alone, name)), File.ReadAllBytes(Path.Combine(run, name))));
    }
}
