using Faceptor.Core.Batches;
using Faceptor.Core.Decoders;
using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Decoders;

public sealed class QueryInitTests
{
    private const long Dim = 64;

    private static readonly PatchGrid Grid = new(8, 8);

    [Fact]
    public void Heads_begin_at_places_of_their_own_instead_of_the_mean()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        manual_seed(5);
        using var decoder = Decoder();
        var before = LargestWeight(decoder);

        decoder.InitializeForScratch(Grid, task => !task.Equals(FaceTasks.AgeMorph2));

        // 64 places: the mean of the image gives each of them 0.016.
        Assert.InRange(before, 0.016f, 0.12f);
        Assert.InRange(LargestWeight(decoder), 0.15f, 0.9f);
    }

    [Fact]
    public void Ages_begin_with_the_whole_face()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        manual_seed(5);
        using var decoder = Decoder();
        var name = $"queries.{FaceTasks.AgeMorph2.Id}.embeddings";
        var before = decoder.state_dict()[name].clone();

        decoder.InitializeForScratch(Grid, task => !task.Equals(FaceTasks.AgeMorph2));

        TensorAssert.Close(before, decoder.state_dict()[name], 0);
    }

    [Fact]
    public void All_layers_begin_with_one_orthogonal_matrix()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        manual_seed(5);
        using var decoder = Decoder();

        decoder.InitializeForScratch(Grid, task => !task.Equals(FaceTasks.AgeMorph2));

        var state = decoder.state_dict();
        var first = state["layers.0.cross_attention.in_proj_weight"];
        var second = state["layers.1.cross_attention.in_proj_weight"];
        var queries = first.narrow(0, 0, Dim);
        TensorAssert.Close(queries, first.narrow(0, Dim, Dim), 0);
        TensorAssert.Close(queries, second.narrow(0, 0, Dim), 0);
        TensorAssert.Close(eye(Dim), mm(queries, queries.t()), 1e-5);
    }

    private static QueryDecoder Decoder() => new(
        [FaceTasks.ExpressionRafDb, FaceTasks.AgeMorph2],
        encoderDim: 32,
        Dim,
        numLayers: 2,
        numHeads: 4,
        feedForwardDim: 128);

    // The mean of the largest weights of all heads of all queries, looking at an image without contents.
    private static float LargestWeight(QueryDecoder decoder)
    {
        var largest = new List<float>();
        decoder.Decode(
            zeros(1, Grid.NumPatches, Dim),
            Grid,
            [new TaskRange(FaceTasks.ExpressionRafDb, 0, 1)],
            attentionHook: (_, _, weights) => largest.AddRange(weights.amax(-1).data<float>().ToArray()));
        return largest.Average();
    }
}
