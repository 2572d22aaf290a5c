using System.Collections.Immutable;
using Faceptor.Cli.Ranks;

namespace Faceptor.Cli.Tests.Ranks;

/// <summary>Which mpirun is taken, and how it is called.</summary>
public sealed class MpiLauncherTests : IDisposable
{
    private const string OpenMpi = "mpirun (Open MPI) 4.1.4";
    private const string Mpich = "HYDRA build details:";

    private readonly TemporaryFolder _folder = new();

    public MpiLauncherTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "ranks are started on Linux.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_mpi_is_taken_where_both_families_are()
    {
        Make("mpirun", Mpich);
        Make("mpirun.openmpi", OpenMpi);

        Assert.Equal(new MpiLauncher(_folder.File("mpirun.openmpi"), IsOpenMpi: true), MpiLauncher.Find(Find));
    }

    [Fact]
    public void Mpich_is_taken_where_there_is_no_other()
    {
        Make("mpirun", "something else 1.0");
        Make("mpiexec.hydra", Mpich);

        Assert.Equal(new MpiLauncher(_folder.File("mpiexec.hydra"), IsOpenMpi: false), MpiLauncher.Find(Find));
    }

    [Theory]
    [InlineData(false, "found none")]
    [InlineData(true, "found only")]
    public void Without_either_it_says_what_to_install(bool hasOther, string said)
    {
        if (hasOther)
        {
            Make("mpirun", "something else 1.0");
        }

        var error = Assert.Throws<UsageException>(() => MpiLauncher.Find(Find));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install openmpi-bin", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "-n 3 --oversubscribe --bind-to none --quiet faceptor train --out run")]
    [InlineData(false, "-n 3 -bind-to none faceptor train --out run")]
    public void Ranks_are_started_with_the_options_of_the_family(bool isOpenMpi, string arguments)
    {
        var program = new MpiLauncher("mpirun", isOpenMpi).Start(Program, 3, isRoot: false);

        Assert.Equal("mpirun", program.Path);
        Assert.Equal(arguments, string.Join(' ', program.Arguments));
        Assert.DoesNotContain(program.Environment.Keys, name => name.StartsWith("OMPI_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public void Open_mpi_is_told_that_root_is_meant(bool isOpenMpi, int numVariables)
    {
        var program = new MpiLauncher("mpirun", isOpenMpi).Start(Program, 2, isRoot: true);

        Assert.Equal(numVariables, program.Environment.Count(
            entry => entry.Key.StartsWith("OMPI_ALLOW_RUN_AS_ROOT", StringComparison.Ordinal) && entry.Value == "1"));
    }

    private static RankProgram Program =>
        new("faceptor", ["train", "--out", "run"], ImmutableDictionary<string, string>.Empty);

    private string? Find(string name) => File.Exists(_folder.File(name)) ? _folder.File(name) : null;

    private void Make(string name, string version)
    {
        File.WriteAllText(_folder.File(name), $"#!/bin/sh\necho '{version}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                _folder.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
