using System.Diagnostics;
using Faceptor.Imaging;
using Faceptor.Training.Checkpoints;

namespace Faceptor.Cli.Tests;

/// <summary>Pipes and folders where a command reads a file: one line that names them, and nobody waits.</summary>
[Collection(TorchCollection.Name)]
public sealed class NoPlainFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public NoPlainFileTests()
    {
        var labels = Directory.CreateDirectory(_folder.File("data/MORPH2/label/RANDOM_80_20")).FullName;
        Directory.CreateDirectory(_folder.File("data/MORPH2/data"));
        File.WriteAllBytes(_folder.File("data/MORPH2/data/a.png"), ImageCodec.EncodePng(new RgbImage(64, 64)));
        File.WriteAllText(Path.Combine(labels, "train.txt"), "a.png 30\n");
        File.WriteAllText(Path.Combine(labels, "test.txt"), "a.png 30\n");
        Directory.CreateDirectory(_folder.File("run"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("data/MORPH2/data/a.png", FaceptorApp.Failed)]
    [InlineData("data/MORPH2/label/RANDOM_80_20/train.txt", FaceptorApp.Failed)]
    [InlineData("own.yaml", FaceptorApp.WrongUsage)]
    [InlineData("run/.faceptor-run", FaceptorApp.Failed)]
    [InlineData("run/options.json", FaceptorApp.WrongUsage)]
    public async Task Training_names_a_pipe_without_waiting_for_it(string name, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        File.Delete(_folder.File(name));
        using (var maker = Process.Start("mkfifo", [_folder.File(name)]))
        {
            await maker.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        string[] config = name == "own.yaml" ? ["--config", _folder.File(name)] : [];
        var result = await Task.Run(() => CliRunner.Run(
            [
                "train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--steps", "1", "--recipe", "small",
                "--no-evaluation", "--overwrite", .. config,
            ]))
            .WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);

        Assert.Contains(Path.GetFileName(name), result.RequireOneLine(code), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_come_through_a_shells_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        var shell = new ProcessStartInfo("bash", ["-c",
            $"'{CliProcess.Dotnet}' '{CliProcess.Executable}' train --data none --out none --config <(echo 'recipe: nonsense')"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(shell)!;
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Contains("nonsense", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"format\":1,\"libraryVersion\":\"1\"}")]
    [InlineData("{\"format\":1,\"libraryVersion\":\"1\",\"entries\":[null]}")]
    public void A_marker_without_names_vouches_for_nothing(string marker)
    {
        File.WriteAllText(_folder.File("run/.faceptor-run"), marker);
        File.WriteAllText(_folder.File("run/weights.safetensors"), "mine");

        var line = CliRunner.Run(
            "train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--steps", "1", "--overwrite")
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains($"without {TrainingFiles.Marker}", line, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.File("run/weights.safetensors")));
    }

    [Theory]
    [InlineData("labels: [helmet, \"visor\\u001b[2J up\"]")]
    [InlineData("labels: [helmet]\n    name: \"a\\u202eb\"")]
    public void Names_that_a_terminal_would_obey_are_refused(string names)
    {
        File.WriteAllText(
            _folder.File("own.yaml"),
            $"recipe: small\ntasks:\n  attributes/helmets:\n    family: attributes\n    {names}\n    dataset: own/faces.csv\n");

        var line = CliRunner.Run(
            "train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--config", _folder.File("own.yaml"))
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("must not hold control characters", line, StringComparison.Ordinal);
    }
}
