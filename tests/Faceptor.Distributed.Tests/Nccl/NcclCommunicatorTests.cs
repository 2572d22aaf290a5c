using System.Diagnostics;
using Faceptor.Distributed.Tests.Ranks;

namespace Faceptor.Distributed.Tests.Nccl;

/// <summary>What is asked of NCCL, by a stand-in that is compiled where there is a C compiler.</summary>
public sealed class NcclCommunicatorTests : IDisposable
{
    private const string Torchrun = "WORLD_SIZE=3 RANK=1 LOCAL_RANK=1 MASTER_ADDR=127.0.0.1 MASTER_PORT=29400";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Members_call_what_they_stand_for_and_ranks_meet_beside_torchruns_port()
    {
        var (code, output) = await RunAsync(Torchrun);

        Assert.True(code == 0, output);
        Assert.Equal("NCCL 2.28.9, torchrun; rank 1 of 3", output.Trim());
    }

    [Theory]
    [InlineData("STAND_IN_ERROR=6", "rank 1: a call before failed: remote process exited (6)")]
    [InlineData("STAND_IN_ADDRESS=other:1", "rank 1: ncclCommInitRank failed: invalid argument (5)")]
    public async Task A_call_that_fails_is_named(string variable, string said)
    {
        var (code, output) = await RunAsync($"{Torchrun} {variable}");

        Assert.Equal(1, code);
        Assert.Contains(said, Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_address_of_rank_0_it_says_what_to_set()
    {
        var (code, output) = await RunAsync("WORLD_SIZE=3 RANK=1");

        Assert.Equal(1, code);
        Assert.Contains("set MASTER_ADDR to its machine and MASTER_PORT to a free port there", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> RunAsync(string variables)
    {
        var library = _folder.File("libstand-in.so");
        Assert.SkipUnless(OperatingSystem.IsLinux() && TryCompile(library), "there is no C compiler");
        string[] all = [$"FACEPTOR_NCCL={library}", "STAND_IN_ADDRESS=127.0.0.1:29401", .. variables.Split(' ')];
        return await new MpiLauncher("env", all).RunAsync(ranks: null, ["nccl"]);
    }

    private static bool TryCompile(string library)
    {
        try
        {
            var source = Path.Combine(RepositoryPaths.Root, "tests", "Faceptor.Distributed.Tests", "Nccl", "nccl-stand-in.c");
            using var process = Process.Start("gcc", ["-shared", "-fPIC", "-o", library, source]);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
