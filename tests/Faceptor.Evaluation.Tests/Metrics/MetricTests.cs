using System.Numerics;
using CsCheck;
using Faceptor.Evaluation.Metrics;

namespace Faceptor.Evaluation.Tests.Metrics;

public sealed class MetricTests
{
    [Fact]
    public void Nme_averages_point_distances_over_the_norm_distance()
    {
        var nme = new Nme();

        nme.Add([new(3, 4), new(0, 0)], [new(0, 0), new(0, 0)], 10);
        nme.Add([new(0, 0), new(0, 0)], [new(0, 5), new(0, 5)], 20);

        Assert.Equal([0.25, 0.25], nme.Errors);
        Assert.Equal(0.25, nme.Value);
    }

    [Fact]
    public void Failure_rate_counts_errors_above_the_threshold_only()
    {
        var nme = WithErrors(0.0625, 0.125, 0.25, 0.5);

        Assert.Equal(0.5, nme.FailureRate(0.125));
    }

    [Fact]
    public void Auc_of_no_error_is_one_and_of_large_errors_zero()
    {
        Assert.Equal(1.0, WithErrors(0, 0).Auc(0.1), 1e-12);
        Assert.Equal(0.0, WithErrors(0.2, 5).Auc(0.1), 1e-12);
    }

    [Fact]
    public void Auc_of_one_error_is_the_rest_of_the_threshold()
    {
        Assert.Equal(0.75, WithErrors(0.025).Auc(0.1), 1e-3);
    }

    [Fact]
    public void Nme_rejects_another_number_of_points()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new Nme().Add([Vector2.Zero], [Vector2.Zero, Vector2.One], 1));

        Assert.StartsWith(
            "predicted and true points must be equally many, at least one; got 1 and 2.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void F1_leaves_absent_classes_out_of_the_mean()
    {
        var matrix = new ConfusionMatrix(4);

        matrix.Add([0, 0, 1, 1, 1, 2], [0, 1, 1, 1, 2, 2]);

        Assert.Equal(2.0 / 3, matrix.F1(0), 1e-12);
        Assert.Equal(4.0 / 6, matrix.F1(1), 1e-12);
        Assert.Equal(2.0 / 3, matrix.F1(2), 1e-12);
        Assert.True(double.IsNaN(matrix.F1(3)));
        Assert.Equal(2.0 / 3, matrix.MeanForegroundF1, 1e-12);
    }

    [Fact]
    public void A_class_that_does_not_exist_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ConfusionMatrix(3).Add([3], [0]));

        Assert.Equal("a pixel's class is outside 0 to 2.", error.Message);
    }

    [Fact]
    public void Adding_pixels_in_parts_changes_no_score()
    {
        Gen.Byte[0, 4].Array[40].Select(Gen.Byte[0, 4].Array[40], Gen.Int[0, 40]).Sample((truth, predicted, cut) =>
        {
            var whole = new ConfusionMatrix(5);
            var parts = new ConfusionMatrix(5);
            whole.Add(truth, predicted);
            parts.Add(truth.AsSpan(0, cut), predicted.AsSpan(0, cut));
            parts.Add(truth.AsSpan(cut), predicted.AsSpan(cut));
            Assert.Equal(whole.MeanForegroundF1, parts.MeanForegroundF1);
        });
    }

    [Fact]
    public void Age_errors_are_absolute_and_within_a_tolerance()
    {
        var errors = new AgeErrors();

        errors.Add(20, 25);
        errors.Add(31, 30);
        errors.Add(50, 41);

        Assert.Equal(5, errors.Mae, 1e-12);
        Assert.Equal(2.0 / 3, errors.CumulativeScore(), 1e-12);
    }

    [Fact]
    public void Unknown_attributes_do_not_count()
    {
        var accuracy = new AttributeAccuracy(3);

        accuracy.Add([true, false, true], [1, -1, -1]);
        accuracy.Add([true, false, true], [0, 0, -1]);

        Assert.Equal([0.5, 1.0, double.NaN], accuracy.PerAttribute);
        Assert.Equal(0.75, accuracy.Mean);
    }

    [Fact]
    public void Verification_of_separated_pairs_is_perfect_and_of_equal_pairs_is_a_coin()
    {
        var separated = new VerificationAccuracy();
        var equal = new VerificationAccuracy();
        for (var pair = 0; pair < 20; pair++)
        {
            separated.Add([1, 0], pair % 2 == 0 ? [2, 0.1] : [-1, 0], pair % 2 == 0);
            equal.Add([1, 0], [0, 1], pair % 2 == 0);
        }

        Assert.Equal(1.0, separated.Value);
        Assert.Equal(0.5, equal.Value);
    }

    [Fact]
    public void Verification_needs_a_pair_for_each_fold()
    {
        var accuracy = new VerificationAccuracy();
        accuracy.Add([1, 0], [0, 1], true);

        var error = Assert.Throws<InvalidOperationException>(() => accuracy.Value);

        Assert.Equal("10 folds need at least as many pairs, got 1.", error.Message);
    }

    private static Nme WithErrors(params double[] errors)
    {
        var nme = new Nme();
        foreach (var error in errors)
        {
            nme.Add([new Vector2(0, 0)], [new Vector2((float)(error * 1024), 0)], 1024);
        }

        return nme;
    }
}
