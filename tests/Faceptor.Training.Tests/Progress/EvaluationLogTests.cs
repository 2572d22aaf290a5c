using Faceptor.Training.Progress;

namespace Faceptor.Training.Tests.Progress;

public sealed class EvaluationLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File(EvaluationLog.FileName);

    [Fact]
    public void What_is_appended_is_read_back()
    {
        EvaluationLog.Append(Log, new EvaluationEntry(10, [Reports.Age(5.5), Reports.Age(double.NaN)]));
        EvaluationLog.Append(Log, new EvaluationEntry(20, [Reports.Age(4.25)]));

        var entries = EvaluationLog.Read(Log);

        Assert.Equal([10, 20], entries.Select(entry => entry.Step));
        Assert.Equal([Reports.Age(5.5), Reports.Age(double.NaN)], entries[0].Records);
        Assert.Equal(2, File.ReadLines(Log).Count());
    }

    [Fact]
    public void A_torn_last_line_and_later_steps_go_when_a_run_is_resumed()
    {
        Append(10, 20, 30);
        File.AppendAllText(Log, "{\"step\":40,\"records\":[{\"data");

        EvaluationLog.TruncateAfter(Log, 20);
        Append(30);

        Assert.Equal([10, 20, 30], EvaluationLog.Read(Log).Select(entry => entry.Step));
    }

    [Fact]
    public void Observer_keeps_every_evaluation_once_across_a_resumption()
    {
        Observe(0, 10, 20, 30);

        Observe(20, 20, 30, 40);

        Assert.Equal([10, 20, 30, 40], EvaluationLog.Read(Log).Select(entry => entry.Step));
    }

    [Fact]
    public void Observer_of_a_new_run_forgets_an_earlier_one_when_the_run_has_begun()
    {
        Observe(0, 10, 20);

        var observer = new EvaluationLogObserver(_folder.Path);
        Assert.Equal(2, EvaluationLog.Read(Log).Count);
        observer.OnProgress(Reports.Progress(1));

        Assert.Empty(EvaluationLog.Read(Log));
    }

    public void Dispose() => _folder.Dispose();

    private void Append(params int[] steps)
    {
        foreach (var step in steps)
        {
            EvaluationLog.Append(Log, new EvaluationEntry(step, [Reports.Age(5)]));
        }
    }

    private void Observe(int resumedStep, params int[] steps)
    {
        var observer = new EvaluationLogObserver(_folder.Path, resumedStep);
        foreach (var step in steps)
        {
            var evaluation = Reports.Evaluation(step, Reports.Age(5));
            observer.OnEvaluation(evaluation);
            evaluation.Model.Dispose();
        }
    }
}
