using Faceptor.Training.Progress;

namespace Faceptor.Training.Tests.Progress;

public sealed class TrainingLogTests : IDisposable
{
    private const string First =
        """{"step":10,"numSteps":40,"encoderRate":5E-05,"totalLoss":0.25,"taskLosses":{"age/morph2":0.3},"""
        + "\"gradientNorm\":1.5,\"imagesPerSecond\":88.5,\"elapsed\":\"00:00:10\",\"remaining\":\"00:00:30\"}";

    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("log.jsonl");

    [Fact]
    public void Read_gives_the_reports_in_order()
    {
        File.WriteAllText(Log, $"{First}\n{At(20)}\n");

        var reports = TrainingLog.Read(Log);

        Assert.Equal([10, 20], reports.Select(report => report.Step));
        Assert.Equal((5e-5, 0.3, 30), (
            reports[0].EncoderRate, reports[0].TaskLosses["age/morph2"], reports[0].Remaining.TotalSeconds));
    }

    [Fact]
    public void Read_takes_losses_that_are_not_finite()
    {
        File.WriteAllText(Log, First.Replace("0.25", "\"NaN\"", StringComparison.Ordinal));

        Assert.Equal(double.NaN, TrainingLog.Read(Log)[0].TotalLoss);
    }

    [Fact]
    public void Read_leaves_out_a_torn_last_line_wherever_it_is_torn()
    {
        var second = At(20);
        for (var length = 0; length < second.Length; length++)
        {
            File.WriteAllText(Log, $"{First}\n{second[..length]}");

            Assert.Equal([10], TrainingLog.Read(Log).Select(report => report.Step));
        }
    }

    [Fact]
    public void Read_names_a_broken_line_before_the_last()
    {
        File.WriteAllText(Log, $"{First}\n{First[..40]}\n{At(30)}\n");

        var error = Assert.Throws<CheckpointException>(() => TrainingLog.Read(Log));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(Log, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_finds_nothing_without_a_file()
    {
        Assert.Empty(TrainingLog.Read(Log));
    }

    [Fact]
    public void TruncateAfter_keeps_the_reports_up_to_the_step_and_whole_lines_only()
    {
        File.WriteAllText(Log, $"{First}\n{At(20)}\n{At(30)}\n{At(40)[..25]}");

        TrainingLog.TruncateAfter(Log, 20);

        Assert.Equal([10, 20], TrainingLog.Read(Log).Select(report => report.Step));
        Assert.EndsWith("}\n", File.ReadAllText(Log), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void TruncateAfter_loses_nothing_of_what_it_keeps()
    {
        File.WriteAllText(Log, At(20).Replace("}", ",\"lossScale\":512,\"skippedSteps\":3}", StringComparison.Ordinal)
            .Replace("0.3,\"lossScale\":512,\"skippedSteps\":3}", "0.3}", StringComparison.Ordinal) + "\n");
        var before = TrainingLog.Read(Log)[0];

        TrainingLog.TruncateAfter(Log, 20);

        var after = TrainingLog.Read(Log)[0];
        Assert.Equal((512.0, 3), (after.LossScale, after.SkippedSteps));
        Assert.Equal(before with { TaskLosses = after.TaskLosses }, after);
        Assert.Equal(before.TaskLosses, after.TaskLosses);
    }

    public void Dispose() => _folder.Dispose();

    private static string At(int step) => First.Replace("10,", $"{step},", StringComparison.Ordinal);
}
