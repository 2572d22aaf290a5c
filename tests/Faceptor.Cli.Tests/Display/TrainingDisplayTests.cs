using Faceptor.Cli.Display;
using Faceptor.Training.Progress;

namespace Faceptor.Cli.Tests.Display;

public sealed class TrainingDisplayTests
{
    [Fact]
    public void Plain_writes_at_most_a_line_every_few_seconds_and_the_last_one()
    {
        using var output = new StringWriter();
        var clock = new StandingClock();
        var progress = TrainingDisplay.Plain(output, clock);

        for (var step = 1; step <= 10; step++)
        {
            progress.Report(Report(step));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var steps = output.ToString().Split(
            '\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1]);
        Assert.Equal(["1", "4", "7", "10"], steps);
    }

    [Fact]
    public void Line_tells_step_rate_losses_speed_and_time_left()
    {
        Assert.Equal(
            "step 3 of 10: loss 1.5, rate 2.0e-4, 88 images/s, 7.0 s left (age/morph2 17.3)",
            TrainingText.Line(Report(3)));
    }

    [Fact]
    public void Line_tells_of_memory_loss_scale_and_skipped_steps_where_a_run_has_them()
    {
        var report = Report(3) with { PeakMemoryBytes = 2_340_000_000, LossScale = 512, SkippedSteps = 1 };

        Assert.Equal(
            "step 3 of 10: loss 1.5, rate 2.0e-4, 88 images/s, 7.0 s left, 2.3 GB at most, loss scale 512, "
            + "1 step skipped (age/morph2 17.3)",
            TrainingText.Line(report));
    }

    private static TrainingProgress Report(int step) => new(
        step, 10, 2e-4, 1.5, new Dictionary<string, double> { ["age/morph2"] = 17.3 }, 1, 88.2,
        TimeSpan.FromSeconds(step), TimeSpan.FromSeconds(10 - step));

    private sealed class StandingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
