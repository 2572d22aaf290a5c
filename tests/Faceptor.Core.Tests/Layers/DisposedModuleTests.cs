using Faceptor.Core.Decoders;
using Faceptor.Core.Encoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Heads.Naive;
using Faceptor.Core.Layers;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Layers;

/// <summary>What is disposed says so at its public entries, and may be disposed again.</summary>
public sealed class DisposedModuleTests
{
    private static readonly PatchGrid Grid = new(2, 2);

    [Fact]
    public void Modules_that_are_disposed_say_so()
    {
        using var scope = NewDisposeScope();
        var tokens = zeros(1, 4, 8, dtype: ScalarType.Float32);
        var images = zeros(1, 3, 8, 8, dtype: ScalarType.Float32);
        var maps = zeros(1, 8, 4, 4, dtype: ScalarType.Float32);
        Tensor[] levels = [tokens, tokens, tokens, tokens];
        FaceTask[] parsing = [FaceTasks.ParsingLaPa];
        FaceTask[] ages = [FaceTasks.AgeMorph2];

        AssertRefuses(new LayerNorm(8), module => module.forward(tokens));
        AssertRefuses(new LayerNorm2d(8), module => module.forward(maps));
        AssertRefuses(new Attention(8, 2, 0.1, 0.1), module => module.forward(tokens));
        AssertRefuses(new FeedForward(8, 8, default, 0.1, 0.1), module => module.forward(tokens));
        AssertRefuses(new EncoderBlock(8, 2, 1), module => module.forward(tokens, null));
        AssertRefuses(new PositionEmbedding(2, 8), module => module.forward(zeros(1, 5, 8), Grid));
        AssertRefuses(new VisionTransformer(8, 1, 2, 4, 2, 0, 0), module => module.Encode(images, 1));
        AssertRefuses(new TaskQueries(3, 8), module => module.RepeatTokens(1));
        AssertRefuses(new PixelDecoder(8), module => module.forward(tokens, Grid));
        AssertRefuses(new QueryDecoder(ages, 8, 8, 1, 2, 8), module => module.ProjectMemory(tokens));
        AssertRefuses(new MapHead(8), module => module.forward(tokens, maps));
        AssertRefuses(new ValueHead(8), module => module.forward(tokens));
        AssertRefuses(new IdentityHead(8, 4), module => module.forward(tokens));
        AssertRefuses(new ChannelGate(16), module => module.forward(zeros(1, 16), zeros(1, 16)));
        AssertRefuses(new ConvNormRelu(8, 8, 3), module => module.forward(maps));
        AssertRefuses(new PooledContext(8, 8), module => module.forward(maps));
        AssertRefuses(new FeaturePyramid(8), module => module.forward(levels, Grid));
        AssertRefuses(new SwinFaceSubnet(8, 2, 16), module => module.forward([tokens, tokens], Grid));
        AssertRefuses(
            new SwinFaceHead(ages, 8, 2, 16), module => module.forward([tokens, tokens], Grid, FaceTasks.AgeMorph2));
        AssertRefuses(new UperNetSubnet(8, 8), module => module.forward(levels, Grid));
        AssertRefuses(
            new UperNetHead(parsing, 8, 8), module => module.forward(levels, Grid, FaceTasks.ParsingLaPa));
    }

    [Fact]
    public void Files_that_are_closed_say_so()
    {
        using var folder = new TemporaryFolder();
        using var values = ones(2, dtype: ScalarType.Float32);
        var path = folder.File("a.safetensors");
        TorchFiles.WriteSafeTensors(path, new Dictionary<string, Tensor> { ["a"] = values });
        var file = SafeTensors.Open(path);

        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.Read("a"));
    }

    private static void AssertRefuses<TModule>(TModule module, Func<TModule, object?> use)
        where TModule : nn.Module
    {
        module.Dispose();
        module.Dispose();
        Assert.Throws<ObjectDisposedException>(() => use(module));
    }
}
