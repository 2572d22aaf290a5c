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

    [Fact]
    public void No_script_installs_anything()
    {
        string[] scripts =
        [
            "faceptor", "test", .. Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "eng"))
                .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path)),
        ];

        Assert.All(
            scripts.Where(script => script != Path.Combine("eng", "bare-debian.sh")),
            script => Assert.DoesNotMatch(
                // Downloading puts a file into the current folder and installs nothing.
                @"\b(apt|apt-get(?! -qq download )|dnf|yum|sudo|su)\s",
                File.ReadAllText(Path.Combine(RepositoryPaths.Root, script))));
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
