using Faceptor.Training.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Losses;

public sealed class LossTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Attributes_loss_sums_over_known_attributes_and_averages_over_samples()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 0f, 0f, 5f, 2f, 0f, 0f }, [2, 3]);
        var labels = tensor(new sbyte[] { 1, 0, -1, 1, -1, 0 }, [2, 3]);

        var loss = AttributesLoss.Compute(logits, labels);

        var expected = ((3 * Math.Log(2)) + Math.Log(1 + Math.Exp(-2))) / 2;
        NearAssert.Relative(expected, loss.ToDouble(), Tolerance);
    }

    [Fact]
    public void Unknown_attributes_receive_no_gradient()
    {
        using var scope = NewDisposeScope();
        var logits = zeros(1, 2).requires_grad_();

        AttributesLoss.Compute(logits, tensor(new sbyte[] { 1, -1 }, [1, 2])).backward();

        Assert.Equal([-0.5f, 0f], logits.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Age_loss_of_the_target_distribution_is_zero()
    {
        using var scope = NewDisposeScope();
        var target = nn.functional.softmax((arange(101) - 40).square() / -8.0, 0);
        var logits = (target / (1 - target)).log().clamp_min(-80).unsqueeze(0);

        var divergence = AgeLoss.Divergence(logits, tensor(new[] { 40 }));
        var error = AgeLoss.AbsoluteError(logits, tensor(new[] { 40 }));

        Assert.InRange(divergence.ToDouble(), -1e-5, 1e-5);
        Assert.InRange(error.ToDouble(), 0, 1e-4);
    }

    [Theory]
    [InlineData(-200f)]
    [InlineData(200f)]
    public void Age_loss_and_its_gradient_stay_finite_far_out(float logit)
    {
        using var scope = NewDisposeScope();
        var logits = full([2, 101], logit).requires_grad_();

        var loss = AgeLoss.Compute(logits, tensor(new[] { 0, 100 }));
        loss.backward();

        Assert.True(double.IsFinite(loss.ToDouble()));
        Assert.True(logits.grad!.isfinite().all().ToBoolean());
    }

    [Fact]
    public void Target_map_is_the_cut_Gaussian_around_the_point()
    {
        using var scope = NewDisposeScope();
        var points = tensor(new[] { 10.5f / 32, 7.5f / 32 }, [1, 1, 2]);

        var map = LandmarkLoss.TargetMap(points, 32)[0, 0];

        NearAssert.Relative(1.0, map[7, 10].ToDouble(), Tolerance);
        NearAssert.Relative(Math.Exp(-8.0 * 5 / 25), map[8, 12].ToDouble(), Tolerance);
        NearAssert.Relative(Math.Exp(-8.0), map[7, 15].ToDouble(), Tolerance);
        Assert.Equal(0.0, map[7, 16].ToDouble());
        Assert.Equal(0.0, map[11, 14].ToDouble());
    }

    [Fact]
    public void Landmark_loss_resizes_the_heatmaps_to_the_target()
    {
        using var scope = NewDisposeScope();
        var logits = randn(1, 2, 8, 8);
        var points = rand(1, 2, 2);

        var resized = LandmarkLoss.MapCrossEntropy(logits, points, 16);
        var expected = LandmarkLoss.MapCrossEntropy(
            nn.functional.interpolate(logits, [16, 16], mode: InterpolationMode.Bilinear, align_corners: false),
            points,
            16);

        NearAssert.Relative(expected.ToDouble(), resized.ToDouble(), Tolerance);
    }

    [Fact]
    public void Landmark_loss_rejects_another_number_of_points()
    {
        using var scope = NewDisposeScope();
        using var logits = zeros(2, 5, 8, 8);
        using var points = zeros(2, 4, 2);

        var error = Assert.Throws<ArgumentException>(() => LandmarkLoss.Compute(logits, points, 8));

        Assert.StartsWith(
            "heatmaps [B, K, H, W] and points [B, K, 2] must share B and K; got [2, 5, 8, 8] and [2, 4, 2].",
            error.Message);
    }

    [Fact]
    public void CosFace_lowers_the_true_cosine_only()
    {
        using var scope = NewDisposeScope();
        using var loss = new CosFaceLoss(2, 2, scale: 10, margin: 0.3);
        Classifier(loss).copy_(tensor(new[] { 3f, 0f, 0f, 0.5f }, [2, 2]));
        var embedding = tensor(new[] { 3f, 4f }, [1, 2]); // cosines 0.6 and 0.8

        var value = loss.call(embedding, tensor(new[] { 0L }));

        NearAssert.Relative(Math.Log(1 + Math.Exp(10 * (0.8 - (0.6 - 0.3)))), value.ToDouble(), Tolerance);
    }

    [Fact]
    public void CosFace_state_is_the_classifier()
    {
        using var loss = new CosFaceLoss(20, 40);

        var entry = Assert.Single(loss.state_dict());

        Assert.Equal("classifier", entry.Key);
        Assert.Equal([20, 40], entry.Value.shape);
    }

    [Fact]
    public void Total_is_the_weighted_mean_of_the_losses()
    {
        using var scope = NewDisposeScope();
        var total = new MultiTaskLoss([new(FaceTasks.AgeMorph2, 3), new(FaceTasks.AttributesCelebA, 1)]);

        var value = total.Combine([new(FaceTasks.AgeMorph2, tensor(2f)), new(FaceTasks.AttributesCelebA, tensor(10f))]);

        NearAssert.Relative(4.0, value.ToDouble(), Tolerance);
        Assert.Equal(0.75, total.Share(FaceTasks.AgeMorph2));
    }

    [Fact]
    public void Total_rejects_a_negative_weight()
    {
        var error = Assert.Throws<OptionsException>(() => new MultiTaskLoss([new(FaceTasks.AgeMorph2, -1)]));

        Assert.Contains("weight of age/morph2 must be 0 or more, got -1", error.Message, StringComparison.Ordinal);
    }

    private static Tensor Classifier(CosFaceLoss loss)
    {
        Parameter parameter = loss.named_parameters().Single().parameter;
        return parameter.detach();
    }
}
