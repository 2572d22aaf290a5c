namespace Faceptor.Cli.Tests;

/// <summary>
/// A folder of drawn datasets and a network that was trained on them for two steps, made once for all tests of a class.
/// </summary>
public sealed class SyntheticFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SyntheticFolder()
    {
        Synthesis = CliRunner.Run("data", "synthesize", Data, "--count", "60", "--seed", "5");
        Training = CliRunner.Run("train", "--data", Data, "--out", Run, "--steps", "2", "--log-interval", "1");
    }

    internal CliResult Synthesis { get; }

    internal CliResult Training { get; }

    public string Data => _folder.File("data");

    public string Run => _folder.File("run");

    public string Weights => Path.Combine(Run, "weights.safetensors");

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();
}
