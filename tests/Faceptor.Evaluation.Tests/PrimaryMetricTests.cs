namespace Faceptor.Evaluation.Tests;

public sealed class PrimaryMetricTests
{
    private static readonly MetricRecord Nme = new("landmarks/300w", "valid", "nme/inter-ocular", 0.05, 0.1, false, 9);

    [Fact]
    public void It_is_the_first_score_of_the_first_split()
    {
        MetricRecord[] records =
        [
            new("age/morph2", "test", "mae_years", 3, 5, false, 4),
            Nme,
            Nme with { Metric = "nme/box-side" },
            Nme with { Split = "valid_common", Value = 0.01 },
        ];

        Assert.Same(Nme, PrimaryMetric.Find(records, FaceTasks.Landmarks300W));
        Assert.Null(PrimaryMetric.Find(records, FaceTasks.LandmarksWflw));
    }

    [Fact]
    public void Identity_is_judged_by_the_mean_of_the_five_sets()
    {
        var sets = VerificationEvaluator.PaperSets
            .Select((name, place) => new MetricRecord(
                "identity/ms1mv3", name, "accuracy", 0.9 + (place * 0.01), 0.5, true, 6000))
            .ToList();

        Assert.Same(sets[0], PrimaryMetric.Find(sets, FaceTasks.IdentityMs1mV3));
        Assert.Null(VerificationEvaluator.FindMean(sets[..4]));
        sets.Add(VerificationEvaluator.FindMean(sets)!);
        var mean = PrimaryMetric.Find(sets, FaceTasks.IdentityMs1mV3)!;

        Assert.Equal(("mean", 30_000), (mean.Split, mean.Samples));
        Assert.Equal(0.92, mean.Value, 1e-12);
    }

    [Fact]
    public void Better_is_lower_for_errors_and_higher_for_accuracies_and_never_equal()
    {
        var accuracy = new MetricRecord("expression/raf-db", "test", "accuracy", 0.8, 0.2, true, 8);

        Assert.True(PrimaryMetric.IsBetter(Nme with { Value = 0.04 }, Nme));
        Assert.False(PrimaryMetric.IsBetter(Nme, Nme));
        Assert.False(PrimaryMetric.IsBetter(Nme with { Value = 0.06 }, Nme));
        Assert.True(PrimaryMetric.IsBetter(accuracy with { Value = 0.81 }, accuracy));
    }

    [Fact]
    public void A_score_that_is_not_a_number_beats_nothing_and_is_beaten_by_any()
    {
        var none = Nme with { Value = double.NaN };

        Assert.False(PrimaryMetric.IsBetter(none, Nme));
        Assert.False(PrimaryMetric.IsBetter(none, null));
        Assert.True(PrimaryMetric.IsBetter(Nme, none));
        Assert.True(PrimaryMetric.IsBetter(Nme, null));
    }

    [Fact]
    public void Scores_of_different_kinds_cannot_be_compared()
    {
        var error = Assert.Throws<ArgumentException>(
            () => PrimaryMetric.IsBetter(Nme with { Split = "valid_common" }, Nme));

        Assert.Contains(
            "landmarks/300w valid_common nme/inter-ocular and landmarks/300w valid nme/inter-ocular",
            error.Message,
            StringComparison.Ordinal);
    }
}
