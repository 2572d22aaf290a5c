using System.Diagnostics;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Small files that claim to be of large models: refused before a model is made.</summary>
public sealed class WeightBombTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"encoderBlocks\":2", "\"encoderBlocks\":100000", "EncoderBlocks is 100000, expected at most 100")]
    [InlineData("\"identityDim\":12", "\"identityDim\":2147483647", "IdentityDim is 2147483647, expected at most 8192")]
    [InlineData("\"denseInputSidePx\":32", "\"denseInputSidePx\":8000", "DenseInputSidePx is 8000, expected at most")]
    [InlineData("\"denseInputSidePx\":32", "\"denseInputSidePx\":2048", "makes 256 patches of PatchSize 8 a side")]
    [InlineData("\"attributeInputSidePx\":16", "\"attributeInputSidePx\":40000", "AttributeInputSidePx is 40000")]
    [InlineData("\"positionGridSide\":4", "\"positionGridSide\":46340", "PositionGridSide is 46340")]
    [InlineData("\"encoderBlocks\":2", "\"encoderBlocks\":100", "missing: encoder.blocks.2.norm1.weight")]
    [InlineData("\"identityDim\":12", "\"identityDim\":8192", "identity_head.linear2.weight [12, 16] for [8192, 16]")]
    [InlineData("\"decoderFeedForwardDim\":16", "\"decoderFeedForwardDim\":65536", "of another shape")]
    public void Options_that_the_tensors_do_not_fill_are_refused_before_anything_is_made(
        string option, string changed, string problem)
    {
        var path = WithOptions(option, changed);

        AssertRefusedAtOnce(() => FaceptorWeights.Load(path), problem);
    }

    [Theory]
    [InlineData("\"encoderBlocks\":2", "\"encoderBlocks\":100")]
    [InlineData("\"identityDim\":12", "\"identityDim\":8192")]
    public void Lenient_loading_leaves_no_more_random_than_a_small_model_has(string option, string changed)
    {
        var path = WithOptions(
            option,
            changed,
            ("\"encoderDim\":16", "\"encoderDim\":8192"),
            ("\"decoderDim\":8", "\"decoderDim\":8192"));

        AssertRefusedAtOnce(
            () => FaceptorWeights.Load(path, new WeightLoadOptions { IsLenient = true }),
            "too little to be its weights");
    }

    [Fact]
    public void Sizes_that_cost_no_byte_tell_nothing()
    {
        using var scope = NewDisposeScope();
        const string Name = "module.heads_module.decoder.transformer_ffn_layers.0.linear1.weight";
        using var file = SafeTensors.Open(RepositoryPaths.Golden("official_stage1.safetensors"));
        var tensors = file.Names.ToDictionary(name => name, file.Read);
        tensors[Name] = zeros(20_000_000, 0);
        var path = _folder.File("bomb.safetensors");
        TorchFiles.WriteSafeTensors(path, tensors);

        AssertRefusedAtOnce(
            () => FaceptorWeights.Load(path, GoldenOutputs.Reduced), "the impossible shape [20000000, 0]");
        Assert.Contains(
            "the impossible shape", WeightSummary.Of(path, GoldenOutputs.Reduced).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_megabytes_is_no_options()
    {
        var path = WithOptions("{\"tasks\":[", $"{{\"tasks\":[{new string(' ', 3 << 20)}");

        AssertRefusedAtOnce(() => FaceptorWeights.Load(path), "'faceptor.options' has ");
    }

    [Fact]
    public void Whole_numbers_are_no_weights()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteModel.Create();
        var path = _folder.File("whole.safetensors");
        TorchFiles.WriteSafeTensors(
            path,
            model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.Byte)),
            WeightMetadata.Of(model));

        AssertRefusedAtOnce(() => FaceptorWeights.Load(path), "of Byte for numbers with a fraction");
    }

    private string WithOptions(string option, string changed, params (string From, string To)[] further)
    {
        using var model = MinuteModel.Create();
        var metadata = new Dictionary<string, string>(WeightMetadata.Of(model));
        foreach (var (from, to) in further.Prepend((option, changed)))
        {
            Assert.Contains(from, metadata[WeightMetadata.OptionsKey], StringComparison.Ordinal);
            metadata[WeightMetadata.OptionsKey] = metadata[WeightMetadata.OptionsKey].Replace(
                from, to, StringComparison.Ordinal);
        }

        var path = _folder.File("bomb.safetensors");
        TorchFiles.WriteSafeTensors(path, model.state_dict(), metadata);
        return path;
    }

    private static void AssertRefusedAtOnce(Action load, string problem)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.PrivateMemorySize64;
        var clock = Stopwatch.StartNew();

        var error = Assert.Throws<CheckpointException>(load);

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        process.Refresh();
        Assert.InRange(process.PrivateMemorySize64 - before, long.MinValue, 256 << 20);
    }
}
