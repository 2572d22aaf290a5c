using Faceptor.Training.Ranks;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Ranks;

[Collection(TorchGeneratorCollection.Name)]
public sealed class PortionNormsTests
{
    [Fact]
    public void Portions_move_statistics_to_the_mean_of_what_each_would_have_made_of_them()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var used = nn.BatchNorm1d(5);
        using var other = nn.BatchNorm1d(5);
        using var network = nn.Sequential(("used", used), ("other", other));
        Tensor[] portions = [randn(4, 5), randn(4, 5), randn(4, 5)];
        other.running_mean!.copy_(randn(5) / 3);
        var untouched = other.running_mean!.clone();
        var expected = portions.Select(portion =>
        {
            using var alone = nn.BatchNorm1d(5);
            alone.call(portion);
            return alone.running_var!.clone();
        }).Aggregate((sum, next) => sum + next) / 3;
        using var norms = new PortionNorms(network);
        var sums = portions.Select(portion =>
        {
            used.call(portion);
            return cat([.. norms.Take().Select(part => part.to_type(ScalarType.Float32).flatten())]);
        }).Aggregate((sum, next) => sum + next);

        norms.Finish(sums, numPortions: 3);

        TensorAssert.Close(expected, used.running_var!, 1e-6, "variance");
        Assert.Equal(1, used.num_batches_tracked!.item<long>());
        TensorAssert.Same(untouched, other.running_mean!, "mean of a norm that nothing went through");
        Assert.Equal(0, other.num_batches_tracked!.item<long>());
    }
}
