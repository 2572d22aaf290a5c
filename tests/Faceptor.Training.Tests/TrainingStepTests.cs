using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

[Collection(TorchGeneratorCollection.Name)]
public sealed class TrainingStepTests
{
    private const int BatchSize = 7;

    private static readonly FaceTask[] Tasks =
    [
        FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb,
        FaceTasks.AttributesCelebA, FaceTasks.IdentityMs1mV3,
    ];

    // 3 micro-batches of 7 samples are uneven; of 12 micro-batches some are empty.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(12)]
    public void Portions_give_the_gradient_of_the_whole_batch(int numPortions)
    {
        var (wholeLosses, whole) = Run(1);

        var (losses, gradients) = Run(numPortions);

        Assert.All(wholeLosses.Zip(losses), pair => NearAssert.Relative(pair.First, pair.Second, 1e-6));
        Assert.Equal(whole.Count, gradients.Count);
        Assert.All(whole, entry => Assert.All(
            entry.Value.Zip(gradients[entry.Key]),
            pair => Assert.True(
                Math.Abs(pair.First - pair.Second) <= 1e-6 * entry.Value.Max(Math.Abs),
                $"{entry.Key}: {pair.First} became {pair.Second}")));
    }

    [Fact]
    public void Portions_go_through_the_network_one_after_another()
    {
        manual_seed(5);
        using var model = new FakeFaceModel(Tasks);
        using var criterion = new FaceCriterion(Options(3));
        using var scaler = Scaler();
        using var gradients = Gradients(model, criterion);
        var step = new TrainingStep(
            model, criterion, Options(3), ComputePrecision.Float32, scaler, gradients: gradients);
        using var scope = NewDisposeScope();

        step.Accumulate(Batches());

        Assert.Equal(2 * 3, model.NumForwards);
    }

    private static (double[] Losses, Dictionary<string, double[]> Gradients) Run(int numPortions)
    {
        manual_seed(5);
        using var model = new FakeFaceModel(Tasks);
        using var criterion = new FaceCriterion(Options(numPortions));
        model.Module.to(ScalarType.Float64);
        criterion.to(ScalarType.Float64);
        using var scaler = Scaler();
        using var gradients = numPortions == 1 ? null : Gradients(model, criterion);
        var step = new TrainingStep(
            model, criterion, Options(numPortions), ComputePrecision.Float32, scaler, gradients: gradients);
        using var scope = NewDisposeScope();

        var losses = step.Accumulate(Batches());

        return (
            [.. losses.Select(loss => loss.ToDouble())],
            model.named_parameters().Concat(criterion.named_parameters()).ToDictionary(
                entry => entry.name, entry => entry.parameter.grad!.data<double>().ToArray()));
    }

    private static GradientSum Gradients(FakeFaceModel model, FaceCriterion criterion) =>
        new(model.parameters().Concat(criterion.parameters()), SingleRank.Instance);

    private static GradientScaler Scaler() => new(ComputePrecision.Float32, NonFinitePolicy.Stop, CPU);

    private static TaskBatch[] Batches() => [.. Tasks.Select(task => FakeBatches.Of(task, BatchSize))];

    private static TrainingOptions Options(int numPortions) => new()
    {
        Tasks = [.. Tasks.Select((task, index) => new TaskTrainingOptions(task, BatchSize, 1 + index))],
        NumIdentities = FakeBatches.NumIdentities,
        IdentityEmbedDim = FakeFaceModel.EmbedDim,
        CosFaceScale = 8,
        LandmarkTargetSidePx = 16,
        Portions = numPortions,
    };
}
