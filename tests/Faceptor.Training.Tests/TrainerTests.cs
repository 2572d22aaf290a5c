using System.Text.Json;
using Faceptor.Evaluation;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using TorchSharp;
using static Faceptor.Training.Tests.FakeRuns;

namespace Faceptor.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faceptor-trainer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_overfits_one_batch_of_every_family()
    {
        using var model = new FakeFaceModel(AllFamilies);
        using var trainer = new Trainer(
            model,
            Options(300) with { LogInterval = 1 },
            _folder);
        var reports = new CollectedReports();

        var result = trainer.Run(Sources(), reports, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((300, false), (result.StepsDone, result.WasCancelled));
        var (first, last) = (reports[0].TaskLosses, reports[^1].TaskLosses);
        Assert.All(
            AllFamilies,
            task => Assert.True(
                last[task.Id] < 0.8 * first[task.Id],
                $"{task}: {first[task.Id]} became {last[task.Id]}"));
    }

    /// <summary>No machine has four petabytes. Every step has two passes, one for each input size.</summary>
    [Fact]
    public void A_step_that_does_not_fit_into_memory_says_what_to_lower_and_the_steps_before_are_saved()
    {
        using var model = new FakeFaceModel(AllFamilies)
        {
            Begins = pass =>
            {
                if (pass > 2)
                {
                    torch.zeros(1L << 50).Dispose();
                }
            },
        };
        using var trainer = new Trainer(model, Options(5), _folder);

        var error = Assert.Throws<DeviceMemoryException>(
            () => trainer.Run(Sources(), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("raise portions", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, trainer.LastCheckpoint?.Step);
    }

    [Fact]
    public void Images_of_one_size_go_through_the_network_together()
    {
        using var model = new FakeFaceModel(AllFamilies);
        using var trainer = new Trainer(model, Options(5), _folder);

        trainer.Run(Sources(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2 * 5, model.NumForwards);
    }

    [Fact]
    public void Reported_total_is_the_weighted_mean_of_the_reported_losses()
    {
        using var model = new FakeFaceModel(AllFamilies);
        var options = Options(4) with { LogInterval = 4 };
        using var trainer = new Trainer(model, options, _folder);

        var report = trainer.Run(Sources(), cancellationToken: TestContext.Current.CancellationToken).LastProgress!;

        var expected = options.Tasks.Sum(entry => entry.Weight * report.TaskLosses[entry.Task.Id])
            / options.Tasks.Sum(entry => entry.Weight);
        NearAssert.Relative(expected, report.TotalLoss, 1e-12);
        Assert.True(report.ImagesPerSecond > 0 && report.GradientNorm > 0 && report.Remaining == TimeSpan.Zero);
    }

    [Fact]
    public void Encoder_and_other_parameters_learn_at_their_own_rates()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        var options = Options(1, FaceTasks.AgeMorph2) with { WarmupSteps = 0, EncoderRate = 1e-3, WeightDecay = 0 };
        using var trainer = new Trainer(model, options, _folder);
        var encoder = Copy(model.EncoderParameters);
        var other = Copy(model.OtherParameters);

        trainer.Run(Sources(FaceTasks.AgeMorph2), cancellationToken: TestContext.Current.CancellationToken);

        // AdamW's first step moves a weight by its rate, whatever the size of its gradient.
        Assert.Equal(1e-3, LargestMove(encoder, model.EncoderParameters), 1e-6);
        Assert.Equal(1e-3 * options.OtherRateFactor, LargestMove(other, model.OtherParameters), 1e-5);
    }

    /// <summary>
    /// Released: the rate is set after the optimiser's step. Rows of the reference run's schedule therefore count for
    /// the step behind.
    /// </summary>
    [Fact]
    public void A_step_has_the_rate_of_the_step_before()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        var options = Options(6, FaceTasks.AgeMorph2) with
        {
            WarmupStartRate = 1e-4,
            EncoderRate = 4e-4,
            WarmupSteps = 3,
            LogInterval = 1,
        };
        using var trainer = new Trainer(model, options, _folder);
        var reports = new CollectedReports();

        trainer.Run(Sources(FaceTasks.AgeMorph2), reports, cancellationToken: TestContext.Current.CancellationToken);

        // Of the steps 0, 0, 1, 2, 3 and 4 of six.
        double[] expected =
            [1e-4, 1e-4, 2e-4, 3e-4, 4e-4, 4e-4 * 0.5 * (1 + Math.Cos(Math.PI / 3))];
        Assert.All(
            expected.Zip(reports), pair => NearAssert.Relative(pair.First, pair.Second.EncoderRate, 1e-12));
        Assert.Equal(expected.Length, reports.Count);
    }

    [Fact]
    public void Run_writes_options_log_and_checkpoint()
    {
        using var model = new FakeFaceModel(AllFamilies);
        using var trainer = new Trainer(
            model,
            Options(6) with { LogInterval = 2 },
            _folder);

        trainer.Run(Sources(), cancellationToken: TestContext.Current.CancellationToken);

        var steps = File.ReadLines(Path.Combine(_folder, TrainingFiles.Log))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32());
        Assert.Equal([2, 4, 6], steps);
        var record = RunRecordFile.Read(Path.Combine(_folder, TrainingFiles.Options));
        Assert.Equal(FaceTasks.LandmarksAflw19, record.Training.Tasks[0].Task);
        var checkpoint = new CheckpointStore(_folder).FindNewest()!;
        Assert.Equal(new CheckpointInfo(6, 6, CheckpointReason.Finished), checkpoint.Manifest.Info);
        using var state = SafeTensors.Open(checkpoint.StatePath);
        Assert.Equal([5, 12], state.ShapeOf("losses.identity/ms1mv3.classifier"));
        Assert.Equal([5, 12], state.ShapeOf("optimizer.losses.identity/ms1mv3.classifier.exp_avg"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_run_is_scored_at_intervals_and_at_the_end_and_the_best_checkpoints_stay()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        var options = Options(10, FaceTasks.AgeMorph2) with { EvaluationInterval = 2, KeepCheckpoints = 1 };
        using var trainer = new Trainer(model, options, _folder);
        var scores = new Queue<double>([5, 3, 4, 4, 6]); // the best one after 4 steps
        var observer = new Evaluations();

        var result = trainer.Run(
            Sources(FaceTasks.AgeMorph2),
            hooks: new TrainingHooks
            {
                Observers = [observer],
                Evaluate = (scored, _) =>
                {
                    Assert.False(scored.Module.training);
                    return [new MetricRecord("age/morph2", "test", "mae_years", scores.Dequeue(), 9, false, 1)];
                },
            },
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([2, 4, 6, 8, 10], observer.Steps);
        Assert.Equal(6, Assert.Single(result.Scores).Value);
        Assert.Equal(4, Assert.Single(new CheckpointStore(_folder).FindNewest()!.Manifest.Best).Step);
        Assert.Equal([4, 10], new CheckpointStore(_folder).Steps().Order());
    }

    [Fact]
    public void A_run_leaves_no_tensors_behind()
    {
        Train();
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;

        Train();

        Assert.Equal(before, statistics.ThreadTotalLiveCount);

        void Train()
        {
            using var model = new FakeFaceModel(AllFamilies);
            using var trainer = new Trainer(
                model,
                Options(7) with { LogInterval = 3 },
                _folder)
            {
                OverwritesEarlierRun = true,
            };
            trainer.Run(Sources(), cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_checkpoint_is_written_whenever_its_minutes_are_over()
    {
        var clock = new HandClock();
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(
            model, Options(12, FaceTasks.AgeMorph2) with { LogInterval = 1, KeepCheckpoints = 20 }, _folder)
        {
            Clock = clock,
        };

        // A step takes four minutes, so ten are over after three steps more.
        trainer.Run(
            Sources(FaceTasks.AgeMorph2),
            new CollectedReports(_ => clock.Now += TimeSpan.FromMinutes(4)),
            cancellationToken: TestContext.Current.CancellationToken);

        // Reports follow the question whether one is due, so the clock of a step is that of the steps before it.
        Assert.Equal([4, 8, 12], new CheckpointStore(_folder).Steps().Order());
        Assert.Equal(
            CheckpointReason.Interval,
            CheckpointStore.ReadVerified(Path.Combine(_folder, "checkpoints", "step-00000004")).Info.Reason);
    }

    [Fact]
    public void No_checkpoint_is_written_by_time_when_the_recipe_says_so()
    {
        var clock = new HandClock();
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(
            model, Options(3, FaceTasks.AgeMorph2) with { LogInterval = 1, CheckpointMinutes = 0 }, _folder)
        {
            Clock = clock,
        };

        trainer.Run(
            Sources(FaceTasks.AgeMorph2),
            new CollectedReports(_ => clock.Now += TimeSpan.FromHours(4)),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([3], new CheckpointStore(_folder).Steps());
    }

    [Fact]
    public void A_run_does_not_begin_where_an_earlier_one_left_results()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var first = new Trainer(model, Options(2, FaceTasks.AgeMorph2), _folder);
        first.Run(Sources(FaceTasks.AgeMorph2), cancellationToken: TestContext.Current.CancellationToken);
        using var second = new Trainer(model, Options(1, FaceTasks.AgeMorph2), _folder);

        var error = Assert.Throws<OptionsException>(() => second.Run(
            Sources(FaceTasks.AgeMorph2), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("holds the results of an earlier run", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, new CheckpointStore(_folder).FindNewest()!.Manifest.Info.Step);
    }

    [Fact]
    public void Two_runs_do_not_share_a_folder()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var first = new Trainer(model, Options(1, FaceTasks.AgeMorph2) with { LogInterval = 1 }, _folder);
        using var second = new Trainer(model, Options(1, FaceTasks.AgeMorph2), _folder);
        FolderInUseException? refused = null;

        first.Run(
            Sources(FaceTasks.AgeMorph2),
            new CollectedReports(_ => refused = Assert.Throws<FolderInUseException>(
                () => second.Run(
                    Sources(FaceTasks.AgeMorph2), cancellationToken: TestContext.Current.CancellationToken))),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.StartsWith($"process {Environment.ProcessId} on host ", refused!.Owner, StringComparison.Ordinal);
    }

    [Fact]
    public void Live_tensors_stay_as_many_over_300_steps()
    {
        using var model = TinyFaceptor.Create(AllFamilies);
        var options = Options(300) with
        {
            LogInterval = 20,
            CheckpointInterval = 100,
            IdentityEmbedDim = TinyFaceptor.IdentityDim,
            EncoderRate = 1e-4,
            ActivationCheckpointing = true,
            Portions = 2,
        };
        using var trainer = new Trainer(model, options, _folder);
        var counts = new List<long>();

        trainer.Run(
            Sources(),
            new CollectedReports(_ => counts.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount)),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(15, counts.Count);
        Assert.All(counts, count => Assert.Equal(counts[0], count));
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class Evaluations : ITrainingObserver
    {
        public List<int> Steps { get; } = [];

        public void OnProgress(TrainingProgress progress)
        {
        }

        public void OnEvaluation(TrainingEvaluation evaluation) => Steps.Add(evaluation.Step);
    }
}
