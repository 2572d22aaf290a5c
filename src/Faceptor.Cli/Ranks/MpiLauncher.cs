using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Faceptor.Cli.Ranks;

/// <summary>The program that starts ranks on this machine: of Open MPI, or of MPICH where there is no other.</summary>
/// <param name="Path">The program.</param>
/// <param name="IsOpenMpi">Whether it is Open MPI's; else MPICH's.</param>
internal sealed record MpiLauncher(string Path, bool IsOpenMpi)
{
    private const string OpenMpi = "Open MPI";
    private const string Mpich = "HYDRA";

    // Where both families are installed, Debian gives each a name of its own.
    private static readonly ImmutableArray<string> Names =
        ["mpirun.openmpi", "mpirun", "mpiexec", "mpiexec.hydra", "mpirun.mpich"];

    /// <summary>Finds the program.</summary>
    /// <param name="findProgram">Finds programs by their names.</param>
    /// <exception cref="UsageException">There is none, or only of another family.</exception>
    public static MpiLauncher Find(Func<string, string?> findProgram)
    {
        var found = Names.Select(findProgram).OfType<string>().Distinct()
            .Select(path => (Path: path, Version: VersionOf(path)))
            .ToArray();
        return Of(OpenMpi) ?? Of(Mpich) ?? throw new UsageException(
            "--ranks: expected mpirun of Open MPI, which starts ranks on the processor, "
            + (found is [var other, ..] ? $"found only {other.Path} of something else" : "found none")
            + "; install it (Debian, Ubuntu: apt-get install openmpi-bin; in a clone ./faceptor does it when run by root), "
            + "or leave --ranks out.");

        MpiLauncher? Of(string family) => found.FirstOrDefault(
            entry => entry.Version.Contains(family, StringComparison.Ordinal)) is { Path: { } path }
            ? new MpiLauncher(path, family == OpenMpi)
            : null;
    }

    /// <summary>What starts ranks of a program.</summary>
    /// <param name="program">The program of each rank.</param>
    /// <param name="numRanks">How many.</param>
    /// <param name="isRoot">Whether the user is root, which Open MPI refuses unless told twice.</param>
    public RankProgram Start(RankProgram program, int numRanks, bool isRoot)
    {
        var number = numRanks.ToString(CultureInfo.InvariantCulture);

        // Not bound: libtorch's threads share the cores as the system sees fit. Quiet: ranks say themselves what is wrong.
        string[] options = IsOpenMpi
            ? ["-n", number, "--oversubscribe", "--bind-to", "none", "--quiet"]
            : ["-n", number, "-bind-to", "none"];
        var environment = program.Environment;
        if (IsOpenMpi && isRoot)
        {
            environment = environment
                .SetItem("OMPI_ALLOW_RUN_AS_ROOT", "1")
                .SetItem("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
        }

        return new RankProgram(Path, [.. options, program.Path, .. program.Arguments], environment);
    }

    private static string VersionOf(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, ["--version"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var version = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return version;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return string.Empty;
        }
    }
}
