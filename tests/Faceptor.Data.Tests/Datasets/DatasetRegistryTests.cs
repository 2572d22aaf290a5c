using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class DatasetRegistryTests
{
    [Fact]
    public void FindTasks_tells_which_datasets_are_there()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(root.Combine("RAF-DB", "basic"));
        Directory.CreateDirectory(root.Combine("MORPH2"));

        Assert.Equal([FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb], DatasetRegistry.Known.FindTasks(root.Path));
        Assert.Equal(FaceTasks.All, DatasetRegistry.Known.FindTasks(Expected.Root));
        Assert.Empty(VerificationSet.FindAll(root.Path));
    }

    [Fact]
    public void Supported_tasks_stand_in_the_order_of_all_tasks()
    {
        Assert.Equal(FaceTasks.All.Where(DatasetRegistry.Known.Tasks.Contains), DatasetRegistry.Known.Tasks);
        Assert.Superset(FaceTasks.Base.ToHashSet(), DatasetRegistry.Known.Tasks.ToHashSet());
    }

    [Fact]
    public void Every_training_and_evaluation_split_opens()
    {
        foreach (var task in DatasetRegistry.Known.FindTasks(Expected.Root))
        {
            // AFLW's drawn file is too small to have faces left for testing.
            var splits = new[] { DatasetRegistry.Known.Get(task).TrainingSplit, DatasetRegistry.Known.Get(task).EvaluationSplit }
                .OfType<string>()
                .Where(split => !task.Equals(FaceTasks.LandmarksAflw19) || split == "train");

            Assert.All(splits, split =>
            {
                var dataset = DatasetRegistry.Known.Open(task, Expected.Root, split);
                Assert.Equal((task, split), (dataset.Task, dataset.Split));
                (dataset as IDisposable)?.Dispose();
            });
        }
    }

    [Fact]
    public void FindVerificationSets_lists_them_by_name()
    {
        var paths = VerificationSet.FindAll(Expected.Root);

        Assert.Equal(
            ["agedb_30", "calfw", "cfp_fp", "cplfw", "lfw"],
            paths.Select(path => Path.GetFileNameWithoutExtension(path)));
    }

    [Fact]
    public void A_task_without_a_reader_is_refused()
    {
        var task = new FaceTask("attributes/mine", TaskFamily.Attributes, "Mine", ["tall"]);

        var error = Assert.Throws<ArgumentException>(() => DatasetRegistry.Known.Get(task).TrainingSplit);

        Assert.Contains("no dataset of task 'attributes/mine' can be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_layout_knows_the_splits_for_training_and_evaluation()
    {
        foreach (var task in DatasetRegistry.Known.Tasks)
        {
            Assert.All(DatasetRegistry.Known.Get(task).Layouts, form =>
            {
                Assert.Contains(DatasetRegistry.Known.Get(task).TrainingSplit, form.Splits);
                Assert.True(DatasetRegistry.Known.Get(task).EvaluationSplit is not { } split || form.Splits.Contains(split));
            });
        }
    }
}
