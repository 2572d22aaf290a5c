using System.Diagnostics;

namespace Faceptor.Distributed.Tests.Ranks;

/// <summary>Starts the program of ranks by mpirun and waits until it ends.</summary>
internal sealed record MpiLauncher(string Program, string[] Options)
{
    /// <summary>mpirun of Open MPI; null where there is none.</summary>
    public static MpiLauncher? OpenMpi { get; } = Find(
        ["mpirun.openmpi", "mpirun"], "Open MPI", ["--oversubscribe", "--bind-to", "none"]);

    /// <summary>mpiexec of MPICH; null where there is none.</summary>
    public static MpiLauncher? Mpich { get; } = Find(["mpirun.mpich", "mpiexec.hydra", "mpirun"], "HYDRA", []);

    // Of the launcher that has perhaps started the tests.
    private static readonly string[] Foreign = ["OMPI_", "PMI", "MPI_", "SLURM_", "WORLD_SIZE", "RANK", "LOCAL_RANK", "FACEPTOR_MPI"];

    /// <summary>The launcher of a family, or a skipped test.</summary>
    public static MpiLauncher Require(string family)
    {
        var launcher = family == "Open MPI" ? OpenMpi : Mpich;
        Assert.SkipWhen(
            launcher is null, $"there is no mpirun of {family}; 'apt-get install {(family == "MPICH" ? "mpich" : "openmpi-bin")}'.");
        return launcher!;
    }

    /// <summary>Runs ranks to their end.</summary>
    /// <param name="ranks">How many; null to start one process without a launcher.</param>
    /// <param name="arguments">What each of them does.</param>
    /// <param name="variables">Environment variables of all.</param>
    /// <returns>The launcher's exit code, and what it and the ranks wrote.</returns>
    public async Task<(int Code, string Output)> RunAsync(
        int? ranks, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] command =
        [
            .. Options, .. ranks is null ? [] : new[] { "-n", $"{ranks}" }, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Path.Combine(AppContext.BaseDirectory, "Faceptor.Ranks.dll"), .. arguments,
        ];
        Array.ForEach(command, start.ArgumentList.Add);
        foreach (var name in start.Environment.Keys.Where(name => Foreign.Any(name.StartsWith)).ToArray())
        {
            start.Environment.Remove(name);
        }

        (string, string)[] own =
        [
            ("OMPI_ALLOW_RUN_AS_ROOT", "1"), ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"), ("TERM", "dumb"), ("OMP_NUM_THREADS", "1"),
        ];
        foreach (var (name, value) in own.Concat(variables))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"ranks that do {string.Join(' ', arguments)} do not end");
        }

        return (process.ExitCode, await output + await error);
    }

    private static MpiLauncher? Find(string[] programs, string version, string[] options) =>
        programs.FirstOrDefault(program => Version(program).Contains(version, StringComparison.Ordinal)) is { } found
            ? new MpiLauncher(found, options)
            : null;

    private static string Version(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return said;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}
