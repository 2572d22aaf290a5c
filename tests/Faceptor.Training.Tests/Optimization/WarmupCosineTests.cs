using Faceptor.Training.Optimization;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Optimization;

public sealed class WarmupCosineTests
{
    private const double Tolerance = 1e-9;

    // Near its end the cosine is 1 minus almost 1: the reference's own rounding leaves some seven digits there.
    private const double ToleranceOfTheLastStep = 1e-6;

    [Fact]
    public void Rates_are_those_of_the_reference_run()
    {
        var options = TrainingRecipes.Full;
        var encoder = new WarmupCosine(
            options.WarmupStartRate,
            options.EncoderRate,
            options.WarmupSteps,
            options.NumSteps);
        var factor = options.OtherRateFactor;
        var other = new WarmupCosine(
            factor * options.WarmupStartRate, factor * options.EncoderRate, options.WarmupSteps, options.NumSteps);

        var rows = GoldenFiles.Json("training.json")
            .GetProperty("lr_schedule")
            .GetProperty("rows")
            .EnumerateArray()
            .ToArray();

        Assert.Equal(9, rows.Length);
        foreach (var row in rows)
        {
            var step = row[0].GetInt32();
            var tolerance = step == options.NumSteps - 1 ? ToleranceOfTheLastStep : Tolerance;
            NearAssert.Relative(row[1].GetDouble(), encoder.RateAt(step), tolerance);
            NearAssert.Relative(row[2].GetDouble(), other.RateAt(step), tolerance);
        }
    }

    [Fact]
    public void Rate_is_zero_at_the_end_and_after_it()
    {
        var schedule = new WarmupCosine(1e-6, 1e-3, 2, 10);

        Assert.InRange(schedule.RateAt(10), 0, 1e-18);
        Assert.InRange(schedule.RateAt(1000), 0, 1e-18);
    }

    [Fact]
    public void A_warm_up_as_long_as_the_run_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmupCosine(0, 1e-3, 10, 10));
    }
}
