using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sessions;

namespace Faceptor.Training.Tests.Sessions;

public sealed class DatasetEvaluationSourceTests
{
    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    [Fact]
    public void Listener_hears_of_every_picture_and_of_every_label_map_that_a_baseline_takes()
    {
        var heard = 0L;
        var source = Source(FaceTasks.ParsingCelebAMaskHq, count => heard += count);

        _ = source.ReadTrainingLabels().Count();
        var maps = heard;
        _ = source.ReadBatches().Count();

        Assert.Equal(DatasetRegistry.Known.Open(source.Task, Data, "train_val").Count, maps);
        Assert.Equal(source.NumReads, heard);
    }

    [Fact]
    public void Labels_that_cost_nothing_do_not_count()
    {
        var calls = 0;
        var heard = 0L;
        var source = Source(FaceTasks.AgeMorph2, count => (calls, heard) = (calls + 1, heard + count));

        _ = source.ReadTrainingLabels().Count();

        Assert.True(calls > 0, "the listener could not have stopped the work");
        Assert.Equal(0, heard);
        Assert.Equal(DatasetRegistry.Known.Open(source.Task, Data, "test").Count, source.NumReads);
    }

    [Fact]
    public void Listener_can_stop_the_reading_of_label_maps()
    {
        var source = Source(FaceTasks.ParsingCelebAMaskHq, _ => throw new OperationCanceledException());

        Assert.Throws<OperationCanceledException>(() => source.ReadTrainingLabels().Count());
    }

    private static DatasetEvaluationSource Source(FaceTask task, Action<int> onRead) => new(
        new EvaluationSet(
            DatasetRegistry.Known.Open(task, Data, "test"),
            DatasetRegistry.Known.Open(task, Data, DatasetRegistry.Known.Get(task).TrainingSplit)),
        new ScriptedFaceModel(task, images => images) { SidePx = 32 },
        batchSize: 2,
        onRead);
}
