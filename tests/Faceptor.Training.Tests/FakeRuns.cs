using Faceptor.Data.Loading;
using Faceptor.Training.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

/// <summary>Recipes and sources of short runs of a <see cref="FakeFaceModel"/>, and what came of them.</summary>
internal static class FakeRuns
{
    public static readonly FaceTask[] AllFamilies =
    [
        FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb,
        FaceTasks.AttributesCelebA, FaceTasks.IdentityMs1mV3,
    ];

    public static TrainingOptions Options(int numSteps, params FaceTask[] tasks) => new()
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

    public static Dictionary<FaceTask, IEnumerable<TaskBatch>> Sources(params FaceTask[] tasks) =>
        (tasks.Length == 0 ? AllFamilies : tasks).ToDictionary(
            task => task,
            task => FakeBatches.Repeat(FakeBatches.Of(task, 4)));

    public static Dictionary<FaceTask, IEnumerable<TaskBatch>> SourceOf(TaskBatch batch) =>
        new() { [batch.Task] = FakeBatches.Repeat(batch) };

    public static Tensor[] Copy(IReadOnlyList<Parameter> parameters) =>
        [.. parameters.Select(parameter => parameter.detach().clone())];

    public static double LargestMove(Tensor[] before, IReadOnlyList<Parameter> after)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(before.Length, after.Count);
        return before.Zip(after, (first, second) => (first - second.detach()).abs().max().ToDouble()).Max();
    }
}
