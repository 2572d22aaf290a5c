using System.Diagnostics;

namespace Faceptor.Architecture.Tests.Scripts;

/// <summary>What eng/setup.sh says on a machine that it cannot set up; nothing is installed here.</summary>
public sealed class SetupTests
{
    // Answers of a Debian 12 machine with an old runtime, asked by somebody who is not root and has no sudo.
    private const string OldMachine = """
        faceptor_system() { echo "debian 12"; }
        faceptor_libstdcxx() { echo /dev/null; }
        id() { echo 1000; }
        sudo() { return 1; }
        """;

    [Fact]
    public async Task Without_a_mirror_the_exact_commands_are_printed()
    {
        var (code, error) = await RunAsync("faceptor_debian_mirror() { :; }");

        Assert.Equal(1, code);
        var lines = error.Split('\n');
        Assert.StartsWith("faceptor: Debian 12's C++ runtime lacks GLIBCXX_3.4.32", lines[0], StringComparison.Ordinal);
        Assert.Equal("mirror=ADDRESS", lines[1]);
        Assert.Contains(
            """printf 'deb %s trixie main\n' "$mirror" > /etc/apt/sources.list.d/faceptor-trixie.list""", lines);
        Assert.Contains("apt-get -q install -y -t trixie libstdc++6", lines);
    }

    [Fact]
    public async Task Without_root_the_exact_commands_are_printed()
    {
        var (code, error) = await RunAsync("faceptor_debian_mirror() { echo http://mirror.example/debian; }");

        Assert.Equal(1, code);
        Assert.Contains("neither root nor sudo is available", error, StringComparison.Ordinal);
        Assert.Contains(
            """printf 'deb %s trixie main\n' "http://mirror.example/debian" > /etc/apt/sources.list.d/""",
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_systems_are_warned_only()
    {
        var (code, error) = await RunAsync("faceptor_system() { echo 'debian 11'; }");

        Assert.Equal(0, code);
        Assert.StartsWith("faceptor: warning: ", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Error)> RunAsync(string machine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the script sets up Linux");
        var start = new ProcessStartInfo("bash")
        {
            ArgumentList = { "-c", $". eng/setup.sh\n{OldMachine}\n{machine}\nfaceptor_require_cxx_runtime" },
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
