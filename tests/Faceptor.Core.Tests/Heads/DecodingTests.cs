using Faceptor.Core.Heads;
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

    /// <summary>Logits 0, ln 3 and, far below them, the rest: shares 1/4 and 3/4, an age of 0.75.</summary>
    [Fact]
    public void Softmax_ages_are_the_papers_equation_11()
    {
        using var scope = NewDisposeScope();
        var logits = full([1, 101], -200f);
        logits[0, 0] = 0f;
        logits[0, 1] = (float)Math.Log(3);

        var probabilities = AgeDistribution.Probabilities(logits, AgeActivation.Softmax);
        var logarithms = AgeDistribution.LogProbabilities(logits, AgeActivation.Softmax);

        Assert.Equal(0.25f, probabilities[0, 0].item<float>(), 1e-6f);
        Assert.Equal(0.75f, probabilities[0, 1].item<float>(), 1e-6f);
        Assert.Equal(0.75f, AgeDistribution.ExpectedYears(probabilities)[0].item<float>(), 1e-5f);
        Assert.Equal(Math.Log(0.25), logarithms[0, 0].item<float>(), 1e-5);
        Assert.Equal(-200 - Math.Log(4), logarithms[0, 50].item<float>(), 1e-3);
    }

    /// <summary>Sigmoids 1/2 and 3/4: shares 2/5 and 3/5.</summary>
    [Theory]
    [InlineData(AgeActivation.NormalizedSigmoid, 0.4f)]
    [InlineData(AgeActivation.Softmax, 0.25f)]
    public void The_two_activations_differ_as_computed_by_hand(AgeActivation activation, float expected)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 0f, (float)Math.Log(3) }, 1, 2);

        var probabilities = AgeDistribution.Probabilities(logits, activation);

        Assert.Equal(expected, probabilities[0, 0].item<float>(), 1e-6f);
        TensorAssert.Close(probabilities.log(), AgeDistribution.LogProbabilities(logits, activation), 1e-6);
    }

    [Fact]
    public void Peaks_are_the_highest_activation_of_each_map()
    {
        using var logits = tensor(new float[] { -9, 0, 2, -1, -3, -3, -3, -3 }).view(1, 2, 2, 2);

        using var peaks = HeatmapDecoding.Peaks(logits);

        Assert.Equal([1L, 2L], peaks.shape);
        Assert.Equal(1 / (1 + Math.Exp(-2)), peaks[0, 0].item<float>(), 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(3)), peaks[0, 1].item<float>(), 1e-6);
    }
}
