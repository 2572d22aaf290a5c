using System.Text.Json;
using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;
using Faceptor.Core.Tasks;
using Faceptor.Data.Loading;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    private static readonly FaceTask[] AllFamilies =
    [
        FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb,
        FaceTasks.AttributesCelebA, FaceTasks.IdentityMs1mV3,
    ];

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
        var reports = new Reports();

        var result = trainer.Run(Sources(), reports, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((300, false), (result.StepsDone, result.WasCancelled));
        var (first, last) = (reports[0].TaskLosses, reports[^1].TaskLosses);
        Assert.All(
            AllFamilies,
            task => Assert.True(
                last[task.Id] < 0.8 * first[task.Id],
                $"{task}: {first[task.Id]} became {last[task.Id]}"));
    }

    [Fact]
    public void Pictures_of_one_size_go_through_the_network_together()
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
    public void Cancelling_finishes_the_step_and_leaves_a_loadable_checkpoint()
    {
        using var model = new FakeFaceModel(AllFamilies);
        using var trainer = new Trainer(
            model,
            Options(100) with { LogInterval = 1 },
            _folder);
        using var cancellation = new CancellationTokenSource();
        var reports = new Reports(report =>
        {
            if (report.Step == 3)
            {
                cancellation.Cancel();
            }
        });

        var result = trainer.Run(Sources(), reports, cancellationToken: cancellation.Token);

        Assert.Equal((3, true), (result.StepsDone, result.WasCancelled));
        using var loaded = new FakeFaceModel(AllFamilies);
        FaceptorWeights.LoadInto(loaded, result.WeightsPath);
        Assert.Equal(0.0, LargestMove(Copy([.. model.parameters()]), [.. loaded.parameters()]));
    }

    [Fact]
    public void A_source_that_stops_by_the_same_token_counts_as_cancelled()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(model, Options(9, FaceTasks.AgeMorph2), _folder);
        using var cancellation = new CancellationTokenSource();
        var sources = new Dictionary<FaceTask, IEnumerable<TaskBatch>>
        {
            [FaceTasks.AgeMorph2] = FakeBatches.Repeat(FakeBatches.Of(FaceTasks.AgeMorph2, 4)).Select((batch, index) =>
            {
                if (index == 2)
                {
                    cancellation.Cancel();
                    cancellation.Token.ThrowIfCancellationRequested();
                }

                return batch;
            }),
        };

        var result = trainer.Run(sources, cancellationToken: cancellation.Token);

        Assert.Equal((2, true), (result.StepsDone, result.WasCancelled));
        Assert.Equal(2, result.LastProgress!.Step);
        Assert.True(File.Exists(result.WeightsPath));
    }

    [Fact]
    public void A_non_finite_loss_is_reported_and_the_weights_before_it_are_kept()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb);
        var tasks = new[] { FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb };
        using var trainer = new Trainer(
            model,
            Options(20, tasks) with { LogInterval = 10 },
            _folder);
        var before = Array.Empty<Tensor>();
        var sources = Sources(tasks);
        sources[FaceTasks.ExpressionRafDb] = BrokenAtFourth(() => before = Copy([.. model.parameters()]));

        var error = Assert.Throws<NonFiniteLossException>(
            () => trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal((4, "expression/raf-db"), (error.Step, error.TaskId));
        Assert.True(double.IsFinite(error.TaskLosses["age/morph2"]));
        Assert.True(double.IsNaN(error.TaskLosses["expression/raf-db"]));
        Assert.StartsWith(
            "step 4: the loss of expression/raf-db is not finite (age/morph2 ",
            error.Message,
            StringComparison.Ordinal);
        using var kept = new FakeFaceModel(tasks);
        FaceptorWeights.LoadInto(kept, Path.Combine(error.DiagnosticFolder, TrainingFiles.Weights));
        Assert.Equal(0.0, LargestMove(before, [.. kept.parameters()]));
    }

    [Fact]
    public void Steps_that_are_not_finite_are_skipped_and_counted_when_the_recipe_says_so()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb);
        var tasks = new[] { FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb };
        using var trainer = new Trainer(
            model, Options(10, tasks) with { LogInterval = 5, NonFinite = NonFinitePolicy.Skip }, _folder);
        var sources = Sources(tasks);
        sources[FaceTasks.ExpressionRafDb] = BrokenAtFourth(() => { });

        var result = trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((10, 1), (result.StepsDone, result.LastProgress!.SkippedSteps));
        Assert.Equal(1, new CheckpointStore(_folder).FindNewest()!.Manifest.SkippedSteps);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
        Assert.True(double.IsFinite(result.LastProgress.TotalLoss));
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
                    Assert.False(scored.Network.training);
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
    public void A_source_that_fails_late_leaves_the_weights_of_the_last_step()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(model, Options(9, FaceTasks.AgeMorph2), _folder);
        var sources = new Dictionary<FaceTask, IEnumerable<TaskBatch>>
        {
            [FaceTasks.AgeMorph2] = FakeBatches.Repeat(FakeBatches.Of(FaceTasks.AgeMorph2, 4)).Select(
                (batch, index) => index == 3 ? throw new DatasetException("broken.jpg", "cut off.") : batch),
        };

        var error = Assert.Throws<DatasetException>(
            () => trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("broken.jpg: cut off.", error.Message);
        Assert.Equal(new CheckpointInfo(3, 9, CheckpointReason.Failed), trainer.LastCheckpoint);
        using var loaded = new FakeFaceModel(FaceTasks.AgeMorph2);
        FaceptorWeights.LoadInto(loaded, Path.Combine(_folder, TrainingFiles.Weights));
        Assert.Equal(0.0, LargestMove(Copy([.. model.parameters()]), [.. loaded.parameters()]));
        Assert.Equal(trainer.LastCheckpoint, new CheckpointStore(_folder).FindNewest()!.Manifest.Info);
    }

    [Fact]
    public void A_source_that_fails_at_once_leaves_no_checkpoint()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(model, Options(9, FaceTasks.AgeMorph2), _folder);
        var sources = new Dictionary<FaceTask, IEnumerable<TaskBatch>> { [FaceTasks.AgeMorph2] = [] };

        Assert.Throws<DatasetException>(
            () => trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Null(trainer.LastCheckpoint);
        Assert.Empty(TrainingFiles.FindResults(_folder));
    }

    [Fact]
    public void A_run_removes_the_results_of_an_earlier_one_and_nothing_else()
    {
        string[] earlier =
        [
            TrainingFiles.Weights, TrainingFiles.Metrics, TrainingFiles.PreviousMetrics,
            TrainingFiles.CheckpointFolder, TrainingFiles.DiagnosticFolder,
        ];
        foreach (var name in earlier[^2..])
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
            File.WriteAllText(Path.Combine(_folder, name, TrainingFiles.Weights), "old");
        }

        foreach (var name in earlier[..^2].Append("notes.txt"))
        {
            File.WriteAllText(Path.Combine(_folder, name), "old");
        }

        Assert.Equal(earlier, TrainingFiles.FindResults(_folder));
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(model, Options(9, FaceTasks.AgeMorph2), _folder);
        var sources = new Dictionary<FaceTask, IEnumerable<TaskBatch>> { [FaceTasks.AgeMorph2] = [] };

        Assert.Throws<DatasetException>(
            () => trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(
            [TrainingFiles.Log, "notes.txt", TrainingFiles.Options],
            Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_label_out_of_range_names_task_and_sample()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(model, Options(5, FaceTasks.AgeMorph2), _folder);
        var batch = FakeBatches.Of(FaceTasks.AgeMorph2, 4).With(targets: new AgeTargets([1, 2, 130, 4]));

        var error = Assert.Throws<DatasetException>(
            () => trainer.Run(SourceOf(batch), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(
            "age/morph2: the age is 130, expected 0 to 100 (sample 2 of the batch); check the dataset's labels.",
            error.Message);
    }

    [Fact]
    public void A_source_that_ends_is_reported()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(model, Options(5, FaceTasks.AgeMorph2), _folder);
        var sources = new Dictionary<FaceTask, IEnumerable<TaskBatch>>
        {
            [FaceTasks.AgeMorph2] = [FakeBatches.Of(FaceTasks.AgeMorph2, 4)],
        };

        var error = Assert.Throws<DatasetException>(
            () => trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(
            "age/morph2: its batches ended before the last step; a source for training must repeat its dataset.",
            error.Message);
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
                _folder);
            trainer.Run(Sources(), cancellationToken: TestContext.Current.CancellationToken);
        }
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
            AccumulationSteps = 2,
        };
        using var trainer = new Trainer(model, options, _folder);
        var counts = new List<long>();

        trainer.Run(
            Sources(),
            new Reports(_ => counts.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount)),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(15, counts.Count);
        Assert.All(counts, count => Assert.Equal(counts[0], count));
    }

    private static TrainingOptions Options(int numSteps, params FaceTask[] tasks) => new()
    {
        Tasks =
        [
            .. (tasks.Length == 0 ? AllFamilies : tasks)
                .Select((task, index) => new TaskTrainingOptions(task, 4, 1 + index)),
        ],
        NumSteps = numSteps,
        WarmupSteps = 0,
        EncoderRate = 1e-2,
        OtherRateFactor = 2,
        CosFaceScale = 8,
        NumIdentities = FakeBatches.NumIdentities,
        IdentityEmbedDim = FakeFaceModel.EmbedDim,
        LandmarkTargetSidePx = 16,
        LogInterval = 50,
        CheckpointInterval = 0,
    };

    private static Dictionary<FaceTask, IEnumerable<TaskBatch>> Sources(params FaceTask[] tasks) =>
        (tasks.Length == 0 ? AllFamilies : tasks).ToDictionary(
            task => task,
            task => FakeBatches.Repeat(FakeBatches.Of(task, 4)));

    private static Dictionary<FaceTask, IEnumerable<TaskBatch>> SourceOf(TaskBatch batch) =>
        new() { [batch.Task] = FakeBatches.Repeat(batch) };

    private static IEnumerable<TaskBatch> BrokenAtFourth(Action beforeFourth)
    {
        var batch = FakeBatches.Of(FaceTasks.ExpressionRafDb, 4);
        for (var step = 1; ; step++)
        {
            if (step == 4)
            {
                beforeFourth();
            }

            yield return step == 4 ? batch.With(images: [float.NaN, .. batch.Images[1..]]) : batch;
        }
    }

    private static Tensor[] Copy(IReadOnlyList<Parameter> parameters) =>
        [.. parameters.Select(parameter => parameter.detach().clone())];

    private static double LargestMove(Tensor[] before, IReadOnlyList<Parameter> after)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(before.Length, after.Count);
        return before.Zip(after, (first, second) => (first - second.detach()).abs().max().ToDouble()).Max();
    }

    private sealed class Evaluations : ITrainingObserver
    {
        public List<int> Steps { get; } = [];

        public void OnProgress(TrainingProgress progress)
        {
        }

        public void OnEvaluation(TrainingEvaluation evaluation) => Steps.Add(evaluation.Step);
    }

    /// <summary>Keeps reports in the order they came, on the same thread.</summary>
    private sealed class Reports(Action<TrainingProgress>? also = null)
        : List<TrainingProgress>, IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            Add(value);
            also?.Invoke(value);
        }
    }
}
