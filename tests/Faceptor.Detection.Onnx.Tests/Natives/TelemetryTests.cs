using System.Diagnostics;
using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Tests.Natives;

/// <summary>ONNX Runtime leaves nothing in the home of the user, in a process that uses it first through a detector.</summary>
public sealed class TelemetryTests
{
    /// <summary>Runs in the process of the other test, whose home is empty.</summary>
    [Fact]
    public void A_detector_works()
    {
        using var detector = SyntheticDetectors.YuNet().Load();

        Assert.Empty(detector.Detect(new RgbImage(64, 64)));
    }

    [Fact]
    public async Task Nothing_is_left_in_the_home_of_the_user()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the folder is known on Linux");
        Assert.SkipWhen(
            Environment.GetCommandLineArgs().Contains("--coverlet"), "with coverage tests take other options and write files");
        using var home = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                typeof(TelemetryTests).Assembly.Location, "-noColor", "-method",
                $"{typeof(TelemetryTests).FullName}.{nameof(A_detector_works)}",
            },
        };
        start.Environment["HOME"] = home.Path;
        start.Environment.Remove("XDG_CACHE_HOME");
        start.Environment.Remove("ORT_DISABLE_TELEMETRY");

        using var process = Process.Start(start)!;
        var reading = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await reading;
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, output + errors);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
        Assert.Empty(errors);
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(home.Path, "*", SearchOption.AllDirectories),
            path => path.Contains("Microsoft", StringComparison.Ordinal) || path.Contains("onnx", StringComparison.Ordinal));
    }
}
