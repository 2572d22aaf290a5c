using Faceptor.Core.Heads;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Losses;

/// <summary>Losses in the form that the paper states, where the released code has another.</summary>
public sealed class PaperVariantTests
{
    private const double Tolerance = 1e-5;

    /// <summary>Logits 0 at 40 and ln 3 at 41: p̂ = 1/4 and 3/4, an expected age of 40.75.</summary>
    [Fact]
    public void Age_loss_with_softmax_follows_the_papers_equation_11()
    {
        using var scope = NewDisposeScope();
        var logits = full([1, 101], -60f);
        logits[0, 40] = 0f;
        logits[0, 41] = (float)Math.Log(3);
        var target = Enumerable.Range(0, 101).Select(age => Math.Exp(-Math.Pow(age - 40, 2) / 8)).ToArray();
        var divergence = target.Select((value, age) =>
        {
            var p = value / target.Sum();
            var logPredicted = (age == 40 ? 0 : age == 41 ? Math.Log(3) : -60) - Math.Log(4);
            return p == 0 ? 0 : p * (Math.Log(p) - logPredicted);
        }).Sum();

        var years = tensor(new[] { 40 });

        NearAssert.Relative(
            divergence, AgeLoss.Divergence(logits, years, AgeActivation.Softmax).ToDouble(), Tolerance);
        NearAssert.Relative(0.75, AgeLoss.AbsoluteError(logits, years, AgeActivation.Softmax).ToDouble(), Tolerance);
        NearAssert.Relative(
            divergence + 0.75, AgeLoss.Compute(logits, years, AgeActivation.Softmax).ToDouble(), Tolerance);
    }

    [Theory]
    [InlineData(AgeActivation.NormalizedSigmoid)]
    [InlineData(AgeActivation.Softmax)]
    public void Criterion_reads_ages_as_the_output_says(AgeActivation activation)
    {
        using var scope = NewDisposeScope();
        using var criterion = new FaceCriterion(TrainingRecipes.Small);
        var logits = randn(2, 101);
        var output = new TaskOutput(new(FaceTasks.AgeMorph2, 0, 2), logits) { AgeActivation = activation };
        var batch = FakeBatches.Of(FaceTasks.AgeMorph2, 2);

        var loss = criterion.Compute(output, batch);

        var years = tensor(((AgeTargets)batch.Targets).Years, [2]);
        NearAssert.Relative(AgeLoss.Compute(logits, years, activation).ToDouble(), loss.ToDouble(), 0);
    }

    [Fact]
    public void Disc_target_is_1_up_to_the_radius_and_0_outside()
    {
        using var scope = NewDisposeScope();
        var points = tensor(new[] { 10.5f / 32, 7.5f / 32 }, [1, 1, 2]);

        var map = LandmarkLoss.TargetMap(points, 32, LandmarkObjective.Disc)[0, 0];

        Assert.Equal(1.0, map[7, 10].ToDouble());
        Assert.Equal(1.0, map[7, 15].ToDouble());
        Assert.Equal(1.0, map[11, 13].ToDouble());
        Assert.Equal(0.0, map[7, 16].ToDouble());
        Assert.Equal(0.0, map[11, 14].ToDouble());
        // Whole places (x, y) with x² + y² up to 25.
        Assert.Equal(81.0, map.sum().ToDouble());
    }

    /// <summary>
    /// One hot pixel decodes to (5.5, 2.5) / 8; the points are 2 and 1 pixels, then 1 and 0 pixels away: L1 means
    /// (3 + 1) / 2 pixels. All logits 0 cost ln 2 a pixel whatever the target; a logit y costs ln(1 + e^y) - y t.
    /// </summary>
    [Fact]
    public void Disc_objective_follows_the_papers_equation_9()
    {
        using var scope = NewDisposeScope();
        var logits = full([1, 2, 8, 8], -30f);
        logits[0, 0, 2, 5] = 30f;
        logits[0, 1, 2, 5] = 30f;
        var points = tensor(new[] { 3.5f / 8, 3.5f / 8, 4.5f / 8, 2.5f / 8 }, [1, 2, 2]);
        var numInside = LandmarkLoss.TargetMap(points, 8, LandmarkObjective.Disc).sum(2, 3);

        var distance = LandmarkLoss.PointDistance(logits, points, LandmarkObjective.Disc);
        var map = LandmarkLoss.MapCrossEntropy(logits, points, 8, LandmarkObjective.Disc);
        var whole = LandmarkLoss.Compute(logits, points, 8, LandmarkObjective.Disc);

        NearAssert.Relative(2.0 / 8, distance.ToDouble(), Tolerance);
        // The hot pixel is inside both discs; every other inside pixel costs 30, every outside pixel nothing.
        var expected = 30 * (numInside.sum().ToDouble() - 2) / (2 * 64);
        NearAssert.Relative(expected, map.ToDouble(), Tolerance);
        NearAssert.Relative(expected + 0.25, whole.ToDouble(), Tolerance);
    }

    [Fact]
    public void Criterion_takes_the_landmark_objective_of_the_options()
    {
        using var scope = NewDisposeScope();
        var options = TrainingRecipes.Small with { LandmarkObjective = LandmarkObjective.Disc };
        using var criterion = new FaceCriterion(options);
        var batch = FakeBatches.Of(FaceTasks.Landmarks300W, 1);
        var logits = randn(1, 68, 16, 16);

        var loss = criterion.Compute(new TaskOutput(new(FaceTasks.Landmarks300W, 0, 1), logits), batch);

        var points = tensor(((LandmarkTargets)batch.Targets).Points, [1, 68, 2]);
        NearAssert.Relative(
            LandmarkLoss.Compute(logits, points, 32, LandmarkObjective.Disc).ToDouble(), loss.ToDouble(), 0);
        Assert.NotEqual(LandmarkLoss.Compute(logits, points, 32).ToDouble(), loss.ToDouble());
    }
}
