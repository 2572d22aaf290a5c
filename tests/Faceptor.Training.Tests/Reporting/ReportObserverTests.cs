using System.Text.Json;
using System.Text.RegularExpressions;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Faceptor.Training.Reporting;
using Faceptor.Training.Sessions;
using Faceptor.Training.Tests.Progress;

namespace Faceptor.Training.Tests.Reporting;

public sealed class ReportObserverTests : IDisposable
{
    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private readonly TemporaryFolder _folder = new();
    private readonly StandingClock _clock = new();

    private string Page => File.ReadAllText(_folder.File(ReportObserver.FileName));

    [Fact]
    public void Page_is_written_at_the_first_report_every_half_minute_and_at_the_end()
    {
        var observer = Observer();
        observer.OnProgress(Reports.Progress(1));
        Assert.Contains("step 1 of 40", Page, StringComparison.Ordinal);

        observer.OnProgress(Reports.Progress(2));
        Assert.Contains("step 1 of 40", Page, StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromSeconds(31));
        observer.OnProgress(Reports.Progress(3));
        Assert.Contains("step 3 of 40", Page, StringComparison.Ordinal);

        observer.OnProgress(Reports.Progress(Reports.NumSteps));
        Assert.DoesNotContain("In progress", Page, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Evaluations_bring_scores_and_predictions_at_once()
    {
        using var images = new PreviewSamples(Data, [FaceTasks.AgeMorph2], numPerSet: 2);
        var observer = Observer(images: images);
        observer.OnProgress(Reports.Progress(10));

        Evaluate(observer, 10, 5.25);

        Assert.Contains("<b>5.25</b>", Page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(Page, "<img "));
        Assert.Contains("After step 10;", Page, StringComparison.Ordinal);
        Assert.Contains("images a step, weight", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_and_scores_go_on_where_a_killed_run_was_resumed()
    {
        File.WriteAllLines(
            _folder.File(TrainingFiles.Log),
            new[] { 10, 20, 30 }.Select(step => JsonSerializer.Serialize(
                Reports.Progress(step) with { ImagesPerSecond = 1000 + step },
                TrainingJsonContext.Default.TrainingProgress)));
        EvaluationLog.Append(_folder.File(EvaluationLog.FileName), new EvaluationEntry(20, [Reports.Age(7)]));
        EvaluationLog.Append(_folder.File(EvaluationLog.FileName), new EvaluationEntry(30, [Reports.Age(6)]));

        var observer = Observer(resumedStep: 20);
        observer.OnProgress(Reports.Progress(30));
        Evaluate(observer, 30, 5);

        var losses = Regex.Match(Page, "weighted sum of all tasks.*?class=\"raw\" points=\"([^\"]*)\"");
        Assert.Equal(3, losses.Groups[1].Value.Trim().Split(' ').Length);
        Assert.Equal(2, Regex.Count(Page, "class=\"dot\""));
        Assert.Contains("<b>5.00</b>", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_run_does_not_show_what_an_earlier_one_left()
    {
        EvaluationLog.Append(_folder.File(EvaluationLog.FileName), new EvaluationEntry(20, [Reports.Age(7)]));

        Observer().OnProgress(Reports.Progress(30));

        Assert.DoesNotContain("Scores on held-out files", Page, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void Evaluate(ReportObserver observer, int step, double years)
    {
        var evaluation = Reports.Evaluation(step, Reports.Age(years));
        observer.OnEvaluation(evaluation);
        evaluation.Model.Dispose();
    }

    private ReportObserver Observer(int resumedStep = 0, PreviewSamples? images = null) => new(
        _folder.Path, "Faceptor small", RunRecord.Of(TrainingRecipes.Small), resumedStep, images, clock: _clock);

    private sealed class StandingClock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
