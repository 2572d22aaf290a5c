using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Optimization;

/// <summary>
/// The parts of a step together, on whole models: recomputed blocks, mixed precision, all losses, scaler, optimiser.
/// </summary>
public sealed class LiveTensorTests
{
    private const int WarmUpSteps = 3;

    [Fact]
    public void Sixty_steps_leave_no_tensors_behind() =>
        Run(FaceptorPresets.Small, ComputePrecision.BFloat16, 60, FaceTasks.AgeMorph2, FaceTasks.IdentityMs1mV3);

    [Theory]
    [InlineData(ModelArchitecture.Faceptor, ComputePrecision.Float32)]
    [InlineData(ModelArchitecture.Faceptor, ComputePrecision.Float16)]
    [InlineData(ModelArchitecture.Naive, ComputePrecision.BFloat16)]
    public void Steps_of_all_families_leave_no_tensors_behind(
        ModelArchitecture architecture, ComputePrecision precision) =>
        Run(
            architecture == ModelArchitecture.Naive ? FaceptorPresets.SmallNaive : FaceptorPresets.Small,
            precision,
            12,
            FaceTasks.LandmarksAflw19,
            FaceTasks.ParsingLaPa,
            FaceTasks.AgeMorph2,
            FaceTasks.ExpressionRafDb,
            FaceTasks.AttributesCelebA,
            FaceTasks.IdentityMs1mV3);

    private static void Run(FaceptorOptions preset, ComputePrecision precision, int numSteps, params FaceTask[] tasks)
    {
        using var model = FaceptorModelFactory.Create(Minute(preset, tasks), seed: 1);
        model.UsesActivationCheckpointing = true;
        model.Module.train();
        var options = Options(model.Tasks);
        using var criterion = new FaceCriterion(options);
        using var optimizer = new FusedAdamW(ParameterGroups.Of(model, criterion, options));
        using var scaler = new GradientScaler(precision, NonFinitePolicy.Skip, CPU);
        Parameter[] parameters = [.. optimizer.Groups.SelectMany(group => group.Parameters).Select(entry => entry.Value)];
        foreach (var group in optimizer.Groups)
        {
            group.LearningRate = 1e-3;
        }

        var batches = model.Tasks.Select((task, index) => FakeBatches.Of(task, 2, index)).ToArray();
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = 0L;
        for (var step = 0; step < numSteps; step++)
        {
            Step();
            if (step == WarmUpSteps)
            {
                before = statistics.ThreadTotalLiveCount;
            }
        }

        Assert.Equal(before, statistics.ThreadTotalLiveCount);
        Assert.True(scaler.ReadSkippedSteps() < numSteps);

        void Step()
        {
            using var scope = NewDisposeScope();
            var losses = batches.GroupBy(batch => batch.SidePx).SelectMany(Backward).ToArray();
            scaler.Unscale(parameters);
            var norm = GradientClipping.ClipNorm(parameters, 5);
            optimizer.StepUnless(scaler.Update(losses, norm));
            optimizer.ZeroGrad();
        }

        Tensor[] Backward(IEnumerable<TaskBatch> group)
        {
            using var scope = NewDisposeScope();
            TaskBatch[] members = [.. group];
            var images = cat([.. members.Select(batch =>
                tensor(batch.Images, [batch.NumImages, 3, batch.SidePx, batch.SidePx]))]);
            TaskRange[] ranges = [.. members.Select((batch, index) => new TaskRange(batch.Task, 2 * index, 2))];
            IReadOnlyList<TaskOutput> outputs;
            using (AutocastScope.Enter(precision))
            {
                outputs = model.Forward(images, ranges);
            }

            Tensor[] losses = [.. outputs.Zip(members, criterion.Compute)];
            scaler.Scale(stack(losses).mean()).backward();
            model.EndBackward();
            return [.. losses.Select(loss => loss.detach().MoveToOuterDisposeScope())];
        }
    }

    private static FaceptorOptions Minute(FaceptorOptions preset, FaceTask[] tasks) => preset with
    {
        Tasks = [.. tasks],
        EncoderDim = 16,
        EncoderHeads = 2,
        PatchSize = 4,
        PositionGridSide = 4,
        DropPathRate = 0.2,
        DecoderDim = 8,
        DecoderLayers = 1,
        DecoderHeads = 2,
        DecoderFeedForwardDim = 16,
        IdentityDim = FakeFaceModel.EmbedDim,
        AttributeInputSidePx = FakeFaceModel.AttributeSidePx,
        DenseInputSidePx = FakeFaceModel.DenseSidePx,
        NaiveHeads = preset.NaiveHeads with { DenseDim = 8, AttributeDim = 32 },
    };

    private static TrainingOptions Options(IEnumerable<FaceTask> tasks) => new()
    {
        Tasks = [.. tasks.Select(task => new TaskTrainingOptions(task, 2, 1))],
        CosFaceScale = 8,
        NumIdentities = FakeBatches.NumIdentities,
        IdentityEmbedDim = FakeFaceModel.EmbedDim,
        LandmarkTargetSidePx = 16,
    };
}
