using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class FaceDatasetsTests
{
    [Fact]
    public void FindTasks_tells_which_datasets_are_there()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(root.Combine("RAF-DB", "basic"));
        Directory.CreateDirectory(root.Combine("MORPH2"));

        Assert.Equal([FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb], FaceDatasets.FindTasks(root.Path));
        Assert.Equal(FaceTasks.All, FaceDatasets.FindTasks(Expected.Root));
        Assert.Empty(FaceDatasets.FindVerificationSets(root.Path));
    }

    [Fact]
    public void Supported_tasks_stand_in_the_order_of_all_tasks()
    {
        Assert.Equal(FaceTasks.All.Where(FaceDatasets.Supported.Contains), FaceDatasets.Supported);
        Assert.Superset(FaceTasks.Base.ToHashSet(), FaceDatasets.Supported.ToHashSet());
    }

    [Fact]
    public void Every_training_and_evaluation_split_opens()
    {
        foreach (var task in FaceDatasets.FindTasks(Expected.Root))
        {
            // AFLW's drawn file is too small to have faces left for testing.
            var splits = new[] { FaceDatasets.GetTrainingSplit(task), FaceDatasets.GetEvaluationSplit(task) }
                .OfType<string>()
                .Where(split => !task.Equals(FaceTasks.LandmarksAflw19) || split == "train");

            Assert.All(splits, split =>
            {
                var dataset = FaceDatasets.Open(task, Expected.Root, split);
                Assert.Equal((task, split), (dataset.Task, dataset.Split));
                (dataset as IDisposable)?.Dispose();
            });
        }
    }

    [Fact]
    public void FindVerificationSets_lists_them_by_name()
    {
        var paths = FaceDatasets.FindVerificationSets(Expected.Root);

        Assert.Equal(
            ["agedb_30", "calfw", "cfp_fp", "cplfw", "lfw"],
            paths.Select(path => Path.GetFileNameWithoutExtension(path)));
    }

    [Fact]
    public void A_task_without_a_reader_is_refused()
    {
        var task = new FaceTask("attributes/mine", TaskFamily.Attributes, "Mine", ["tall"]);

        var error = Assert.Throws<ArgumentException>(() => FaceDatasets.GetTrainingSplit(task));

        Assert.Contains("no dataset of task 'attributes/mine' can be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_layout_knows_the_splits_for_training_and_evaluation()
    {
        foreach (var task in FaceDatasets.Supported)
        {
            Assert.All(FaceDatasets.GetForms(task), form =>
            {
                Assert.Contains(FaceDatasets.GetTrainingSplit(task), form.Splits);
                Assert.True(FaceDatasets.GetEvaluationSplit(task) is not { } split || form.Splits.Contains(split));
            });
        }
    }
}
