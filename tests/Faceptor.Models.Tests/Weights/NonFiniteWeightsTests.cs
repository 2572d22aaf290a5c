using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Weights that are not a number, or infinite, as a training leaves them that went astray.</summary>
public sealed class NonFiniteWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void They_are_refused_by_name(float value)
    {
        var path = Save(value);
        using var other = MinuteModel.Create();

        foreach (var load in (Action[])[
            () => FaceptorWeights.Load(path),
            () => FaceptorWeights.LoadInto(other, path),
            () => FaceptorWeights.Load(
                path, new WeightLoadOptions { NewTasks = [Faceptor.FaceTasks.AgeUtkFace], Seed = 1 })])
        {
            Assert.Contains(
                "not a number or infinite in decoder.input_projection.bias (1 of 8)",
                Assert.Throws<CheckpointException>(load).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Lenient_loading_takes_them_and_says_so()
    {
        var log = new CollectedLog();
        using var loaded = FaceptorWeights.Load(
            Save(float.NaN), new WeightLoadOptions { IsLenient = true, Logger = log });

        Assert.Equal(["decoder.input_projection.bias (1 of 8)"], loaded.Report.NonFinite);
        Assert.Contains(
            "1 hold numbers that are none: decoder.input_projection.bias (1 of 8)", loaded.Report.Lines());
        Assert.Equal(1, log.Single("WeightsNotFinite").Values["NumTensors"]);
    }

    [Fact]
    public void Large_numbers_are_numbers()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0, StateDictLoader.CountNonFinite(full([1000], 3e38f)));
        Assert.Equal(0, StateDictLoader.CountNonFinite(full([1000], 6e4f).to(ScalarType.Float16)));
        Assert.Equal(0, StateDictLoader.CountNonFinite(full([10], 1e300, ScalarType.Float64)));
        Assert.Equal(0, StateDictLoader.CountNonFinite(zeros(0)));
        Assert.Equal(0, StateDictLoader.CountNonFinite(arange(3)));
        Assert.Equal(2, StateDictLoader.CountNonFinite(tensor(new[] { 1f, float.NaN, float.PositiveInfinity })));
        Assert.Equal(
            2, StateDictLoader.CountNonFinite(tensor(new[] { float.NegativeInfinity, float.PositiveInfinity })));
    }

    private string Save(float value)
    {
        using var quiet = no_grad();
        using var model = MinuteModel.Create();
        using var bias = model.state_dict()["decoder.input_projection.bias"];
        bias[3] = tensor(value);
        var path = _folder.File("weights.safetensors");
        FaceptorWeights.Save(model, path);
        return path;
    }
}
