using System.Diagnostics;
using System.Text.Json;

namespace Faceptor.Architecture.Tests;

/// <summary>The MSBuild property TorchBackend decides the native package of executables.</summary>
public sealed class TorchBackendTests
{
    [Theory]
    [InlineData("cuda-linux", "TorchSharp-cuda-linux")]
    [InlineData("cuda-windows", "TorchSharp-cuda-windows")]
    public async Task Cuda_backend_references_torchsharp_of_the_same_version(string backend, string package)
    {
        var references = await EvaluateAsync("PackageReference", $"-p:TorchBackend={backend}");
        var versions = await EvaluateAsync("PackageVersion", $"-p:TorchBackend={backend}");

        Assert.Contains(package, references.Keys);
        Assert.DoesNotContain(references.Keys, name => name.StartsWith("libtorch-cpu", StringComparison.Ordinal));
        Assert.Equal(versions["TorchSharp"], versions[package]);
    }

    [Fact]
    public async Task Cpu_backend_references_only_this_systems_native_package()
    {
        var references = await EvaluateAsync("PackageReference");

        var native = Assert.Single(references.Keys, name => name.StartsWith("libtorch-", StringComparison.Ordinal));
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        Assert.StartsWith($"libtorch-cpu-{system}", native, StringComparison.Ordinal);
    }

    /// <summary>
    /// Items of the CLI project as MSBuild evaluates them: name to version (empty where none stands).
    /// </summary>
    private static async Task<Dictionary<string, string>> EvaluateAsync(string item, params string[] properties)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryPaths.Root,
        };
        string[] arguments =
            ["msbuild", "src/Faceptor.Cli/Faceptor.Cli.csproj", "-nologo", $"-getItem:{item}", .. properties];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("Items").GetProperty(item).EnumerateArray().ToDictionary(
            element => element.GetProperty("Identity").GetString()!,
            element => element.TryGetProperty("Version", out var version) ? version.GetString()! : string.Empty);
    }
}
