namespace Faceptor.Experiments.Tests.Gpu;

[Collection(TorchCollection.Name)]
public sealed class GpuCommandTests
{
    private static readonly string Golden = Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "golden");

    [Theory]
    [InlineData("Float32")]
    [InlineData("BFloat16")]
    [InlineData("Float16")]
    public void Golden_outputs_hold_on_a_processor(string precision)
    {
        using var folder = new TemporaryFolder();
        var table = folder.File("table.md");

        var result = ToolRunner.Run(
            "gpu", "parity", "--device", "cpu", "--small", "--precision", precision, "--golden", Golden, "--table", table);

        result.RequireGood();
        Assert.Equal(3, File.ReadAllLines(table).Count(line => line.StartsWith("| parity, ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_step_leaves_no_tensors_behind()
    {
        var result = ToolRunner.Run("gpu", "step", "--device", "cpu", "--small", "--steps", "1");

        result.RequireGood();
        Assert.Contains("0 live tensors; 0 steps skipped", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_that_differ_are_told()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Directory.EnumerateFiles(Golden, "*puts*.safetensors")
            .Concat(Directory.EnumerateFiles(Golden, "official_*")))
        {
            File.Copy(path, folder.File(Path.GetFileName(path)));
        }

        // The second half of the expected numbers are zeros.
        var outputs = File.ReadAllBytes(folder.File("outputs_stage1.safetensors"));
        Array.Clear(outputs, outputs.Length / 2, outputs.Length / 2);
        File.WriteAllBytes(folder.File("outputs_stage1.safetensors"), outputs);

        var result = ToolRunner.Run("gpu", "parity", "--device", "cpu", "--small", "--golden", folder.Path);

        Assert.Equal(1, result.Code);
        Assert.Contains("golden outputs of Faceptor | **broken:** ", result.Output, StringComparison.Ordinal);
    }
}
