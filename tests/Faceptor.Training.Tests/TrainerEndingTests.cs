using Faceptor.Data.Loading;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;
using static Faceptor.Training.Tests.FakeRuns;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

/// <summary>How runs end that do not go through to their last step.</summary>
public sealed class TrainerEndingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faceptor-trainer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cancelling_finishes_the_step_and_leaves_a_loadable_checkpoint()
    {
        using var model = new FakeFaceModel(AllFamilies);
        using var trainer = new Trainer(
            model,
            Options(100) with { LogInterval = 1 },
            _folder);
        using var cancellation = new CancellationTokenSource();
        var reports = new CollectedReports(report =>
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
        var log = new CollectedLog();
        using var trainer = new Trainer(
            model, Options(10, tasks) with { LogInterval = 5, NonFinite = NonFinitePolicy.Skip }, _folder, logger: log);
        var sources = Sources(tasks);
        sources[FaceTasks.ExpressionRafDb] = BrokenAtFourth(() => { });

        var result = trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((10, 1), (result.StepsDone, result.LastProgress!.SkippedSteps));
        Assert.Equal(1, log.Single("StepsSkipped").Values["SkippedSteps"]);
        Assert.Equal(1, new CheckpointStore(_folder).FindNewest()!.Manifest.SkippedSteps);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
        Assert.True(double.IsFinite(result.LastProgress.TotalLoss));
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
    public void A_checkpoint_that_cannot_be_written_after_a_failure_is_logged()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        var log = new CollectedLog();
        using var trainer = new Trainer(model, Options(9, FaceTasks.AgeMorph2), _folder, logger: log);
        var sources = new Dictionary<FaceTask, IEnumerable<TaskBatch>>
        {
            [FaceTasks.AgeMorph2] = FakeBatches.Repeat(FakeBatches.Of(FaceTasks.AgeMorph2, 4)).Select(
                (batch, index) => index == 3 ? throw FailWithoutPlace() : batch),
        };

        Assert.Throws<DatasetException>(
            () => trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal((3003, LogLevel.Error, 3), (
            log.Single("CheckpointNotSaved").Id,
            log.Single("CheckpointNotSaved").Level,
            log.Single("CheckpointNotSaved").Values["Step"]));

        DatasetException FailWithoutPlace()
        {
            File.WriteAllText(Path.Combine(_folder, TrainingFiles.CheckpointFolder), "a file in the way");
            return new DatasetException("broken.jpg", "cut off.");
        }
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
            var folder = Path.Combine(_folder, name, name == TrainingFiles.CheckpointFolder ? "step-00000007" : ".");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, TrainingFiles.Weights), "old");
        }

        foreach (var name in earlier[..^2].Append("notes.txt"))
        {
            File.WriteAllText(Path.Combine(_folder, name), "old");
        }

        Assert.Equal(earlier, TrainingFiles.FindResults(_folder));
        RunFolder.Claim(_folder);
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(model, Options(9, FaceTasks.AgeMorph2), _folder) { OverwritesEarlierRun = true };
        var sources = new Dictionary<FaceTask, IEnumerable<TaskBatch>> { [FaceTasks.AgeMorph2] = [] };

        Assert.Throws<DatasetException>(
            () => trainer.Run(sources, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(
            [TrainingFiles.Marker, TrainingFiles.Log, "notes.txt", TrainingFiles.Options],
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
    public void Scoring_that_is_stopped_at_the_end_costs_nothing_that_was_learned()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using var trainer = new Trainer(model, Options(5, FaceTasks.AgeMorph2), _folder);

        Assert.Throws<OperationCanceledException>(() => trainer.Run(
            Sources(FaceTasks.AgeMorph2),
            hooks: new TrainingHooks { Evaluate = (_, _) => throw new OperationCanceledException() },
            cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(
            new CheckpointInfo(5, 5, CheckpointReason.Finished), new CheckpointStore(_folder).FindNewest()!.Manifest.Info);
        using var loaded = new FakeFaceModel(FaceTasks.AgeMorph2);
        FaceptorWeights.LoadInto(loaded, Path.Combine(_folder, TrainingFiles.Weights));
        Assert.Equal(0.0, LargestMove(Copy([.. model.parameters()]), [.. loaded.parameters()]));
    }

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
}
