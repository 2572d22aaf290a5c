using Faceptor.Core.Decoders;
using Faceptor.Models.Weights;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Released to own to released: the same names, types, shapes and bytes.</summary>
public sealed class OfficialCheckpointWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("official_stage1.pth.tar", null)]
    [InlineData("official_stage2.pth.tar", "age/morph2")]
    [InlineData("official_naive.pth.tar", null)]
    public void A_round_trip_changes_no_tensor(string name, string? task)
    {
        var (own, released) = (_folder.File("own.safetensors"), _folder.File("released.pth"));
        var layerAttention = task is null ? null : FaceTasks.Get(task);
        using (var first = FaceptorWeights.Load(
            RepositoryPaths.Golden(name), GoldenOutputs.Reduced with { LayerAttentionTask = layerAttention }).Model)
        {
            FaceptorWeights.Save(first, own);
        }

        using var second = FaceptorWeights.Load(own).Model;
        Assert.Empty(OfficialCheckpointWriter.Write(second, released, layerAttention));

        using var scope = NewDisposeScope();
        using var expected = PyTorchFile.Open(RepositoryPaths.Golden(name));
        using var actual = PyTorchFile.Open(released);
        var (before, after) = (expected.Tensors("state_dict"), actual.Tensors("state_dict"));
        Assert.Equal(
            before.Keys.Where(key => !key.StartsWith("module.losses_module.", StringComparison.Ordinal)).Order(),
            after.Keys.Order());
        Assert.All(after, pair => TensorAssert.Same(expected.Read(before[pair.Key]), actual.Read(pair.Value), pair.Key));
        Assert.True(((PickledDictionary)actual.Root!).TryGetValue("step", out _));
    }

    [Fact]
    public void The_norm_registered_twice_shares_its_memory()
    {
        var released = _folder.File("released.pth");
        using var model = OfficialModel.Load();

        OfficialCheckpointWriter.Write(model, released);

        using var file = PyTorchFile.Open(released);
        var tensors = file.Tensors("state_dict");
        const string norm = "module.heads_module.interpreters.map_v2.mask_map.1.";
        Assert.Same(tensors[norm + "weight"].Storage, tensors[norm + "ln.weight"].Storage);
        Assert.Same(tensors[norm + "bias"].Storage, tensors[norm + "ln.bias"].Storage);
    }

    [Fact]
    public void What_the_authors_code_has_no_names_for_is_refused_or_reported()
    {
        var path = _folder.File("released.pth");
        using var learned = FaceptorModelFactory.Create(
            MinuteModel.Options with { PositionEmbedding = MemoryPositions.Learned });
        using var model = MinuteModel.Create();
        model.AddLayerAttention(FaceTasks.AgeMorph2);

        var refused = Assert.Throws<CheckpointException>(() => OfficialCheckpointWriter.Write(learned, path));
        var absent = Assert.Throws<CheckpointException>(
            () => OfficialCheckpointWriter.Write(model, path, FaceTasks.ExpressionRafDb));
        Assert.False(File.Exists(path));
        var leftOut = OfficialCheckpointWriter.Write(model, path);

        Assert.Contains("has no names for", refused.Message, StringComparison.Ordinal);
        Assert.Contains("holds no Layer-Attention for expression/raf-db", absent.Message, StringComparison.Ordinal);
        Assert.Equal(["decoder.layer_attention.age/morph2.level_embeddings"], leftOut);
    }

    [Fact]
    public void A_stopped_write_leaves_nothing()
    {
        using var model = MinuteModel.Create();
        var stopped = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(
            () => OfficialCheckpointWriter.Write(model, _folder.File("a.pth"), cancellationToken: stopped));
        Assert.Throws<OperationCanceledException>(
            () => FaceptorWeights.Save(model, _folder.File("a.safetensors"), cancellationToken: stopped));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
