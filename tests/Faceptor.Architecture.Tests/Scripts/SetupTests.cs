using System.Diagnostics;

namespace Faceptor.Architecture.Tests.Scripts;

/// <summary>What eng/setup.sh says on a machine that lacks something.</summary>
public sealed class SetupTests
{
    [Fact]
    public async Task Without_dotnet_it_says_what_to_install()
    {
        var (code, error) = await RunAsync("command() { return 1; }");

        Assert.Equal(1, code);
        Assert.Contains("the .NET SDK 10 is needed and 'dotnet' is not on the PATH", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_older_sdk_alone_it_says_which_is_needed()
    {
        var (code, error) = await RunAsync(
            "dotnet() { echo 'A compatible .NET SDK was not found.'; echo 'more'; return 155; }");

        Assert.Equal(1, code);
        var line = Assert.Single(error.Trim().Split('\n'));
        Assert.StartsWith("faceptor: the .NET SDK 10 is needed", line, StringComparison.Ordinal);
        Assert.Contains("A compatible .NET SDK was not found.", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("faceptor_has_icu() { return 1; }", "1")]
    [InlineData("faceptor_has_icu() { return 0; }", "unset")]
    public async Task A_system_without_icu_gets_invariant_texts(string machine, string expected)
    {
        var (code, error) = await RunAsync(
            $"unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT\n{machine}\n"
            + "dotnet() { echo \"${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-unset}\" >&2; }",
            "faceptor_require_dotnet 2>&1 >/dev/null; dotnet");

        Assert.Equal(0, code);
        Assert.Equal(expected, error.Trim());
    }

    [Theory]
    [InlineData("0", "apt-get() { echo \"apt-get $*\" >&2; }", 0, "several processes need mpirun: apt-get install -y --no-install-recommends openmpi-bin")]
    [InlineData("0", "apt-get() { echo \"E: no network\" >&2; return 100; }", 1, "mpirun could not be installed: E: no network")]
    [InlineData("1000", "apt-get() { echo installs >&2; }", 1, "Run 'apt-get install openmpi-bin' as root")]
    public async Task Without_mpirun_root_gets_it_and_others_are_told_how(string user, string aptGet, int expected, string said)
    {
        var (code, error) = await RunAsync(
            $"id() {{ echo {user}; }}\n{aptGet}\ncommand() {{ [ \"$2\" = apt-get ]; }}", "faceptor_require_mpi");

        Assert.Equal(expected, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("installs", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_mpirun_nothing_is_installed()
    {
        var (code, error) = await RunAsync(
            "id() { echo 0; }\napt-get() { echo installs >&2; }\ncommand() { return 0; }", "faceptor_require_mpi");

        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public void No_script_installs_anything_but_mpirun_where_several_processes_need_it()
    {
        const string Mpi =
            "apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \"$packages\"";
        var setup = Path.Combine("eng", "setup.sh");
        string[] scripts =
        [
            "faceptor", "test", .. Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "eng"))
                .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path)),
        ];

        Assert.Contains(Mpi, File.ReadAllText(Path.Combine(RepositoryPaths.Root, setup)), StringComparison.Ordinal);
        Assert.All(
            scripts.Where(script => script != Path.Combine("eng", "bare-debian.sh")),
            script => Assert.DoesNotMatch(
                // Downloading puts a file into the current folder and installs nothing.
                @"\b(apt|apt-get(?! -qq download )|dnf|yum|sudo|su)\s",
                script == setup ? WithoutWords(File.ReadAllText(Path.Combine(RepositoryPaths.Root, script)), Mpi)
                    : File.ReadAllText(Path.Combine(RepositoryPaths.Root, script))));
    }

    // Neither the one command that may stand there, once, nor what messages say of it.
    private static string WithoutWords(string setup, string command)
    {
        var at = setup.IndexOf(command, StringComparison.Ordinal);
        var rest = setup.Remove(at, command.Length).Split('\n');
        return string.Join('\n', rest.Where(line => !line.Contains("faceptor_say", StringComparison.Ordinal)
            && !line.Contains("command -v apt-get ", StringComparison.Ordinal)));
    }

    private static async Task<(int Code, string Error)> RunAsync(
        string machine, string command = "faceptor_require_dotnet")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the scripts are for Linux");
        var start = new ProcessStartInfo("bash")
        {
            ArgumentList = { "-c", $". eng/setup.sh\n{machine}\n{command}" },
            WorkingDirectory = RepositoryPaths.Root,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
