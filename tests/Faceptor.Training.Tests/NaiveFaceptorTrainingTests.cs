using Faceptor.Core.Batches;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

/// <summary>The trainer does not know which network it holds; here it holds the other one.</summary>
public sealed class NaiveFaceptorTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Trainer_overfits_one_batch_of_every_dataset_and_writes_weights_that_load()
    {
        using var model = FaceptorModelFactory.Create(Options, seed: 1);
        using var trainer = new Trainer(model, Training, _folder.Path);
        var reports = new Collected();

        var result = trainer.Run(
            Options.Tasks.ToDictionary(task => task, task => FakeBatches.Repeat(FakeBatches.Of(task, 4))),
            reports,
            cancellationToken: TestContext.Current.CancellationToken);

        var (first, last) = (reports.All[0].TaskLosses, reports.All[^1].TaskLosses);
        Assert.All(
            Options.Tasks,
            task => Assert.True(
                last[task.Id] < 0.9 * first[task.Id], $"{task}: {first[task.Id]} became {last[task.Id]}"));
        using var loaded = FaceptorWeights.Load(result.WeightsPath).Model;
        model.Module.eval();
        model.ClearCaches();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var images = randn(2, 3, 16, 16);
        TaskRange[] ranges = [.. Options.Tasks.Select(task => new TaskRange(task, 0, 2))];
        foreach (var (expected, actual) in model.Forward(images, ranges).Zip(loaded.Forward(images, ranges)))
        {
            TensorAssert.Close(expected.Values, actual.Values, 0, expected.Task.Id);
        }
    }

    [Fact]
    public void The_naive_recipe_is_that_of_Faceptor_Base_with_weights_of_one()
    {
        Assert.Equal(
            TrainingRecipes.Base.Tasks.Select(entry => (entry.Task, entry.BatchSize, 1.0)),
            TrainingRecipes.Naive.Tasks.Select(entry => (entry.Task, entry.BatchSize, entry.Weight)));
    }

    private static FaceptorOptions Options { get; } = FaceptorPresets.SmallNaive with
    {
        Tasks =
        [
            FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.ExpressionAffectNet,
            FaceTasks.ExpressionRafDb, FaceTasks.IdentityMs1mV3,
        ],
        EncoderDim = 16,
        EncoderHeads = 2,
        PatchSize = 4,
        PositionGridSide = 4,
        IdentityDim = FakeFaceModel.EmbedDim,
        AttributeInputSidePx = FakeFaceModel.AttributeSidePx,
        DenseInputSidePx = FakeFaceModel.DenseSidePx,
        NaiveHeads = FaceptorPresets.SmallNaive.NaiveHeads with { DenseDim = 8, AttributeDim = 32 },
    };

    private static TrainingOptions Training { get; } = new()
    {
        Tasks = [.. Options.Tasks.Select(task => new TaskTrainingOptions(task, 4, 1))],
        NumSteps = 25,
        WarmupSteps = 2,
        EncoderRate = 2e-3,
        OtherRateFactor = 5,
        CosFaceScale = 8,
        NumIdentities = FakeBatches.NumIdentities,
        IdentityEmbedDim = FakeFaceModel.EmbedDim,
        LandmarkTargetSidePx = 16,
        LogInterval = 1,
        CheckpointInterval = 0,
    };

    private sealed class Collected : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value) => All.Add(value);
    }
}
