using Faceptor.Core.Heads;
using Faceptor.Testing;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Heads;

public sealed class DecodingTests
{
    [Fact]
    public void A_single_hot_pixel_decodes_to_its_centre()
    {
        using var scope = NewDisposeScope();
        var logits = full([1, 2, 4, 8], -50f);
        logits[0, 0, 1, 6] = 50f;
        logits[0, 1, 3, 0] = 50f;

        var points = HeatmapDecoding.CenterOfMass(logits);

        TensorAssert.Close(tensor([6.5f / 8, 1.5f / 4, 0.5f / 8, 3.5f / 4], 1, 2, 2), points, 1e-5);
    }

    [Fact]
    public void An_empty_heatmap_decodes_to_a_finite_point()
    {
        using var scope = NewDisposeScope();

        var points = HeatmapDecoding.CenterOfMass(full([1, 1, 4, 4], -100f));

        Assert.True(points.isfinite().all().item<bool>());
    }

    [Fact]
    public void Age_is_the_mean_of_the_sigmoids_share()
    {
        using var scope = NewDisposeScope();
        var logits = full([1, 101], -50f);
        logits[0, 30] = 50f;
        logits[0, 40] = 50f;

        var probabilities = AgeDistribution.Probabilities(logits);

        Assert.Equal(0.5f, probabilities[0, 30].item<float>(), 1e-5f);
        Assert.Equal(35, AgeDistribution.ExpectedYears(probabilities)[0].item<float>(), 1e-3f);
    }
}
