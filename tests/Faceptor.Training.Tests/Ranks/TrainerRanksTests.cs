using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Ranks;

[Collection(TorchGeneratorCollection.Name)]
public sealed class TrainerRanksTests
{
    private static readonly FaceTask[] Tasks =
    [
        FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.IdentityMs1mV3,
        FaceTasks.AttributesCelebA,
    ];

    // 7 samples of 4 portions are uneven, 3 dense ones leave a portion without; identity has 8.
    private static readonly int[] BatchSizes = [3, 2, 7, 8, 5];

    [Theory]
    [InlineData(true, 2)]
    [InlineData(true, 4)]
    [InlineData(false, 2)]
    [InlineData(false, 4)]
    public void Weights_have_the_same_bits_on_any_number_of_ranks(bool isSynchronized, int numRanks)
    {
        using var alone = new TemporaryFolder();
        using var together = new TemporaryFolder();
        var options = Options(6, isSynchronized);

        Run(alone.Path, options, 1);
        Run(together.Path, options, numRanks);

        AssertSame(alone.Path, together.Path);
    }

    [Fact]
    public void A_run_goes_on_with_another_number_of_ranks_to_the_same_bits()
    {
        using var whole = new TemporaryFolder();
        using var parts = new TemporaryFolder();
        var options = Options(6, isSynchronized: true);

        Run(whole.Path, options, 1);
        Run(parts.Path, options, 2, stopAfter: 2);
        Run(parts.Path, options, 1, stopAfter: 4);
        Run(parts.Path, options, 4);

        AssertSame(whole.Path, parts.Path);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_synchronised_norms_a_step_in_portions_is_the_whole_step(bool isSynchronized)
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        var options = Options(1, isSynchronized);

        var whole = Step(first.Path, options with { Portions = 1 });
        var portions = Step(second.Path, options);

        var difference = Math.Abs(whole.GradientNorm - portions.GradientNorm) / whole.GradientNorm;
        // Other norms see a portion's samples: another gradient.
        Assert.True(difference < 1e-5 == isSynchronized, $"the norm differs by {difference:P4}");
        Assert.Equal(whole.TaskLosses["age/morph2"], portions.TaskLosses["age/morph2"], 1e-5);
    }

    [Fact]
    public void Naive_Faceptor_with_norms_of_all_processes_is_the_whole_step()
    {
        // The only subnet without dropout, which is another one in portions.
        FaceTask[] tasks = [FaceTasks.IdentityMs1mV3];
        var options = Options(1, isSynchronized: true) with
        {
            Tasks = [.. tasks.Select(task => new TaskTrainingOptions(task, 4, 1))],
            Portions = 2,
        };

        var whole = Naive(options with { Portions = 1 }, 1);
        var together = Naive(options, 2);

        Assert.Equal(whole.GradientNorm, together.GradientNorm, 1e-4 * whole.GradientNorm);
        Assert.Equal(whole.TotalLoss, together.TotalLoss, 1e-5 * whole.TotalLoss);
        var error = Assert.Throws<OptionsException>(() => Naive(options, 1));
        Assert.Contains("expected 2 processes, got 1", error.Message, StringComparison.Ordinal);

        TrainingProgress Naive(TrainingOptions training, int numRanks)
        {
            using var folder = new TemporaryFolder();
            TrainingProgress? progress = null;
            ThreadCommunicator.Run(numRanks, ranks =>
            {
                using var model = FaceptorModelFactory.Create(
                    FaceptorPresets.SmallNaive with
                    {
                        Tasks = [.. tasks],
                        AttributeInputSidePx = FakeFaceModel.AttributeSidePx,
                        DenseInputSidePx = FakeFaceModel.DenseSidePx,
                        PatchSize = 4,
                        IdentityDim = TinyFaceptor.IdentityDim,
                        ScratchInitialization = false,
                        DropPathRate = 0,
                    },
                    seed: 3);
                progress = Train(folder.Path, training, ranks, model).LastProgress;
            });
            return progress!;
        }
    }

    [Fact]
    public void Compressed_gradients_change_last_digits_on_several_ranks_and_none_on_one()
    {
        var options = Options(1, isSynchronized: true);
        var exact = Norm(options, 1);

        Assert.Equal(exact, Norm(options with { CompressGradients = true }, 1));
        Assert.InRange(Math.Abs(Norm(options with { CompressGradients = true }, 2) - exact) / exact, 1e-9, 1e-2);

        static double Norm(TrainingOptions options, int numRanks)
        {
            using var folder = new TemporaryFolder();
            var norm = 0.0;
            ThreadCommunicator.Run(numRanks, ranks => norm = Train(folder.Path, options, ranks).LastProgress!.GradientNorm);
            return norm;
        }
    }

    [Fact]
    public void A_rank_that_cannot_go_on_stops_all_after_the_same_step_with_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var options = Options(6, isSynchronized: true);
        var errors = new Exception?[2];

        ThreadCommunicator.Run(2, ranks => errors[ranks.Rank] = Record.Exception(
            () => Train(folder.Path, options, ranks, failAfter: ranks.Rank == 1 ? 3 : null)));

        Assert.IsType<DatasetException>(errors[1]);
        var told = Assert.IsType<DistributedException>(errors[0]);
        Assert.StartsWith("rank 1 of 2 cannot go on, so no rank does:", told.Message, StringComparison.Ordinal);
        Assert.Contains("its batches ended", told.Message, StringComparison.Ordinal);
        Assert.Equal(3, new CheckpointStore(folder.Path).FindNewest()!.Manifest.Info.Step);
    }

    [Fact]
    public void Both_ranks_stop_when_one_is_asked_to()
    {
        using var folder = new TemporaryFolder();
        var results = new TrainingResult[2];

        ThreadCommunicator.Run(2, ranks => results[ranks.Rank] = Train(
            folder.Path, Options(6, isSynchronized: true), ranks, stopAfter: ranks.Rank == 1 ? 3 : null)); // in the fourth step

        Assert.All(results, result => Assert.Equal((4, true), (result.StepsDone, result.WasCancelled)));
    }

    private static TrainingOptions Options(int numSteps, bool isSynchronized) => FakeRuns.Options(numSteps, Tasks) with
    {
        Tasks = [.. Tasks.Zip(BatchSizes, (task, size) => new TaskTrainingOptions(task, size, 1))],
        IdentityEmbedDim = TinyFaceptor.IdentityDim,
        EncoderRate = 1e-3,
        Portions = 4,
        SynchronizedNorms = isSynchronized,
    };

    private static void Run(string folder, TrainingOptions options, int numRanks, int? stopAfter = null) =>
        ThreadCommunicator.Run(numRanks, ranks => Train(folder, options, ranks, stopAfter));

    private static TrainingProgress Step(string folder, TrainingOptions options) =>
        Train(folder, options, SingleRank.Instance, dropPathRate: 0).LastProgress!;

    private static TrainingResult Train(
        string folder,
        TrainingOptions options,
        ICommunicator ranks,
        int? stopAfter = null,
        int? failAfter = null,
        double dropPathRate = 0.3)
    {
        using var model = FaceptorModelFactory.Create(
            TinyFaceptor.Options(Tasks) with { DropPathRate = dropPathRate }, seed: 3);
        return Train(folder, options, ranks, model, stopAfter, failAfter);
    }

    private static TrainingResult Train(
        string folder,
        TrainingOptions options,
        ICommunicator ranks,
        IFaceModel model,
        int? stopAfter = null,
        int? failAfter = null)
    {
        using var trainer = new Trainer(
            model, options, folder, record: null, logger: null, encoded: null, learned: null, held: null, ranks);
        if (RankInputs.FindNewest(ranks, folder) is { } checkpoint)
        {
            trainer.Restore(checkpoint);
        }

        using var stop = new CancellationTokenSource();
        var portions = new StepPortions(options, ranks.Rank, ranks.NumRanks);
        return trainer.Run(
            options.Tasks.ToDictionary(
                entry => entry.Task,
                entry => Batches(entry, portions, trainer.StepsDone, failAfter, step =>
                {
                    if (step == stopAfter)
                    {
                        stop.Cancel();
                    }
                })),
            cancellationToken: stop.Token);
    }

    // What a loader gives: other samples in each step, of which a rank has its own.
    private static IEnumerable<TaskBatch> Batches(
        TaskTrainingOptions entry, StepPortions portions, int firstStep, int? failAfter, Action<int> drawn)
    {
        for (var step = firstStep; step != failAfter; step++)
        {
            drawn(step);
            var whole = FakeBatches.Of(entry.Task, entry.BatchSize, seed: 100 + step);
            TaskBatch[] own = [.. portions.OwnPlaces(entry.Task).Select(place => whole.Slice(place, 1))];
            yield return new TaskBatch(
                entry.Task,
                own.Length,
                whole.SidePx,
                [.. own.SelectMany(sample => sample.Images)],
                FakeBatches.Join(own));
        }
    }

    private static void AssertSame(string first, string second)
    {
        foreach (var name in new[] { TrainingFiles.Weights, Path.Combine("checkpoints", "step-00000006", TrainingFiles.State) })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, name)), File.ReadAllBytes(Path.Combine(second, name)));
        }
    }
}
