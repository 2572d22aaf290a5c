using Faceptor.Models.Weights;
using Faceptor.Serialization;

namespace Faceptor.Models.Tests.Weights;

public sealed class OperatingPointsTests : IDisposable
{
    private static readonly OperatingPoints Lfw = new(
        "identity/ms1mv3",
        "lfw",
        3000,
        3000,
        [new OperatingPoint(0.1, 0.1234567890123, 0.0996, 0.999), new OperatingPoint(0.01, 0.31, 0.01, 0.97)]);

    private static readonly OperatingPoints Few = new("identity/ms1mv3", "few", 20, 20, []);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_carries_them_and_loading_gives_them()
    {
        var path = Save();
        using var before = FaceptorWeights.Load(path);

        var count = OperatingPointsFile.Store(path, [Lfw, Few]);

        Assert.Equal(1, count);
        using var loaded = FaceptorWeights.Load(path);
        Assert.Equal([Lfw], loaded.Model.Provenance!.OperatingPoints);
        Assert.Equal([Lfw], WeightSummary.Of(path).Provenance!.OperatingPoints);
        Assert.Empty(before.Model.Provenance!.OperatingPoints);
        Assert.Equal(before.LearnedFrom, loaded.LearnedFrom);
        foreach (var (name, tensor) in before.Model.Module.state_dict())
        {
            TensorAssert.Close(tensor, loaded.Model.Module.state_dict()[name], 0, name);
        }
    }

    [Fact]
    public void Saving_again_keeps_them_and_learning_drops_them()
    {
        var (path, copy) = (Save(), _folder.File("copy.safetensors"));
        OperatingPointsFile.Store(path, [Lfw]);
        using var loaded = FaceptorWeights.Load(path);

        FaceptorWeights.Save(loaded.Model, copy);

        using var again = FaceptorWeights.Load(copy);
        Assert.Equal([Lfw], again.Model.Provenance!.OperatingPoints);
        Assert.Empty(
            WeightProvenance.AfterLearning(again.Model.Provenance, [new LearnedDataset("age/morph2", true)]).OperatingPoints);
    }

    [Fact]
    public void Storing_none_removes_former_ones()
    {
        var path = Save();
        OperatingPointsFile.Store(path, [Lfw]);

        Assert.Equal(0, OperatingPointsFile.Store(path, [Few]));

        Assert.DoesNotContain(WeightMetadata.OperatingPointsKey, WeightSummary.Of(path).Metadata.Keys);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("{\"set\":1}")]
    [InlineData("[{\"taskId\":\"t\",\"set\":\"\\u001b\",\"numImpostorPairs\":1,\"numGenuinePairs\":1,\"points\":[]}]")]
    [InlineData("[{\"taskId\":\"t\",\"set\":\"s\",\"numImpostorPairs\":-1,\"numGenuinePairs\":1,\"points\":[]}]")]
    [InlineData("[{\"taskId\":\"t\",\"set\":\"s\",\"numImpostorPairs\":1,\"numGenuinePairs\":1,\"points\":[null]}]")]
    [InlineData("[{\"taskId\":\"t\",\"set\":\"s\",\"numImpostorPairs\":1,\"numGenuinePairs\":1,\"points\":"
        + "[{\"maxFalseMatchRate\":0.1,\"threshold\":7,\"falseMatchRate\":0.1,\"trueMatchRate\":0.1}]}]")]
    public void What_is_none_is_refused_by_name(string json)
    {
        var path = Save();
        SafeTensorsMetadata.Set(path, WeightMetadata.OperatingPointsKey, json);

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path).Dispose());

        Assert.Contains("the operating points cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_point_of_a_rate_is_the_nearest_that_claims_no_more()
    {
        Assert.Equal(0.01, Lfw.Find(0.01)!.MaxFalseMatchRate);
        Assert.Equal(0.01, Lfw.Find(0.05)!.MaxFalseMatchRate);
        Assert.Equal(0.1, Lfw.Find(1)!.MaxFalseMatchRate);
        Assert.Null(Lfw.Find(0.001));
    }

    private string Save()
    {
        var path = _folder.File("weights.safetensors");
        using var model = MinuteModel.Create();
        FaceptorWeights.Save(model, path);
        return path;
    }
}
