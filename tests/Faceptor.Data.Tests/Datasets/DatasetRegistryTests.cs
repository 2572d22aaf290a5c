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

    [Fact]
    public void A_registry_with_more_leaves_the_former_as_it_was()
    {
        var registry = DatasetRegistry.Known.With(Custom());

        Assert.False(DatasetRegistry.Known.Contains(Mine));
        Assert.Equal([.. DatasetRegistry.Known.Tasks, Mine], registry.Tasks);
        Assert.Equal(Path.Combine("root", "mine"), registry.GetFolder(Mine, "root"));
        Assert.Same(Mine, registry.GetTask("attributes/mine"));
    }

    [Fact]
    public void A_task_or_dataset_name_is_registered_once()
    {
        var known = Custom() with { Task = FaceTasks.AgeMorph2 };
        var twin = Custom() with { Task = new FaceTask("attributes/other", TaskFamily.Attributes, "MINE", ["tall"]) };

        var first = Assert.Throws<OptionsException>(() => DatasetRegistry.Known.With(known));
        var second = Assert.Throws<OptionsException>(() => DatasetRegistry.Known.With(Custom(), twin));

        Assert.Contains("task age/morph2 is registered already", first.Message, StringComparison.Ordinal);
        Assert.Contains("task attributes/mine is registered already", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_that_cannot_work_is_refused_with_task_and_member()
    {
        (DatasetDefinition Definition, string Problem)[] wrong =
        [
            (Custom() with { Folder = "../mine" }, "Folder of the dataset definition of attributes/mine: expected a path"),
            (Custom() with { TrainingSplit = " " }, "TrainingSplit of the dataset definition of attributes/mine"),
            (Custom() with { Layouts = [] }, "expected at least one layout, got none"),
            (Custom() with { EvaluationSplit = "valid" }, "expected split 'valid' among those of layout Distributed"),
        ];

        Assert.All(wrong, entry => Assert.Contains(
            entry.Problem,
            Assert.Throws<OptionsException>(() => DatasetRegistry.Known.With(entry.Definition)).Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_dataset_of_another_task_is_refused()
    {
        using var root = new TemporaryFolder();
        var registry = DatasetRegistry.Known.With(Custom());

        var error = Assert.Throws<DatasetException>(() => registry.Open(Mine, root.Path, "train"));

        Assert.Contains(
            "the definition of attributes/mine opened a dataset of age/morph2", error.Message, StringComparison.Ordinal);
    }

    private static FaceTask Mine { get; } = new("attributes/mine", TaskFamily.Attributes, "Mine", ["tall"]);

    private static DatasetDefinition Custom() => new()
    {
        Task = Mine,
        Folder = "mine",
        TrainingSplit = "train",
        Layouts = [new LayoutSpec(DatasetLayout.Distributed, ["list.txt"], ["train"])],
        Open = (_, split, _) => DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, Expected.Root, split),
    };
}
