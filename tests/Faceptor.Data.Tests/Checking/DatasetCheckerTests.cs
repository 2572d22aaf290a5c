using System.Collections.Immutable;
using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Data.Tests.Datasets;

namespace Faceptor.Data.Tests.Checking;

public sealed class DatasetCheckerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Good_datasets_have_no_problems_and_the_expected_counts()
    {
        var reports = Check(Expected.Root, new DatasetCheckOptions { Tasks = FaceTasks.Base, IsDeep = true });

        Assert.All(reports, report => Assert.Empty(report.Problems));
        Assert.All(reports, report => Assert.Equal(DatasetLayout.Prepared, report.Layout));
        var raf = reports.Single(report => report.Task == "expression/raf-db");
        Assert.Equal([("train", 12, 12_271, 12), ("test", 8, 3_068, 8)], raf.Splits.Select(
            split => (split.Name, split.Count, split.PaperCount ?? 0, split.NumDecoded)));
        Assert.Equal(
            Expected.Split("RAF-DB", "train").GetProperty("count").GetInt32(),
            raf.Splits[0].Classes.Sum(entry => entry.Count));
    }

    [Fact]
    public void A_dataset_that_is_not_there_tells_what_was_looked_for()
    {
        using var root = new TemporaryFolder();

        var report = Assert.Single(Check(root.Path, Only(FaceTasks.ExpressionRafDb)));

        Assert.False(report.IsFound);
        Assert.Contains(root.Combine("RAF-DB", "basic", "label.txt"), report.LookedFor);
        Assert.Empty(report.Problems);
    }

    [Fact]
    public void A_missing_and_an_empty_picture_are_found_without_decoding()
    {
        using var root = CopyOfRaf();
        File.Delete(Image(root, "train_00002.jpg"));
        File.WriteAllBytes(Image(root, "train_00003.jpg"), []);

        var report = Assert.Single(Check(root.Path, Only(FaceTasks.ExpressionRafDb)));

        Assert.Equal(
            [(ProblemKind.Missing, "train", "train_00002.jpg"), (ProblemKind.Missing, "train", "train_00003.jpg")],
            report.Problems.Select(problem => (problem.Kind, problem.Split, problem.Sample ?? string.Empty)));
        Assert.Contains("does not exist", report.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("is empty", report.Problems[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_picture_is_found_by_decoding_only()
    {
        using var root = CopyOfRaf();
        var path = Image(root, "test_00001.jpg");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..300]);

        Assert.Empty(Assert.Single(Check(root.Path, Only(FaceTasks.ExpressionRafDb))).Problems);
        var problem = Assert.Single(
            Assert.Single(Check(root.Path, Only(FaceTasks.ExpressionRafDb) with { IsDeep = true })).Problems);

        Assert.Equal((ProblemKind.Unreadable, "test"), (problem.Kind, problem.Split));
        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_a_training_picture_in_the_test_split_is_found()
    {
        using var root = CopyOfRaf();
        File.Copy(Image(root, "train_00004.jpg"), Image(root, "test_00005.jpg"), overwrite: true);

        var report = Assert.Single(Check(root.Path, Only(FaceTasks.ExpressionRafDb) with { IsDeep = true }));

        var problem = Assert.Single(report.Problems);
        Assert.Equal((ProblemKind.Duplicate, "test", "test_00005.jpg"), (problem.Kind, problem.Split, problem.Sample));
        Assert.Contains("'train_00004.jpg'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_in_two_splits_is_found_without_decoding()
    {
        using var root = CopyOfMorph(out var lists);
        var first = File.ReadAllLines(Path.Combine(lists, "train.txt"))[0];
        File.AppendAllText(Path.Combine(lists, "test.txt"), $"{first}\n");

        var problem = Assert.Single(Assert.Single(Check(root.Path, Only(FaceTasks.AgeMorph2))).Problems);

        Assert.Equal((ProblemKind.Duplicate, "test"), (problem.Kind, problem.Split));
    }

    [Fact]
    public void A_point_far_from_the_face_is_impossible()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "300W"), "300W");
        var list = root.Combine("300W", "face_landmarks_300w_train.csv");
        var lines = File.ReadAllLines(list);
        var fields = lines[1].Split(',');
        fields[10] = "99999.5";
        lines[1] = string.Join(',', fields);
        File.WriteAllLines(list, lines);

        var problem = Assert.Single(Assert.Single(Check(root.Path, Only(FaceTasks.Landmarks300W))).Problems);

        Assert.Equal((ProblemKind.Impossible, "train"), (problem.Kind, problem.Split));
        Assert.Contains("point 3 is at (99997.5,", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_list_is_a_problem_of_its_split_and_the_others_are_checked()
    {
        using var root = CopyOfMorph(out var lists);
        File.AppendAllText(Path.Combine(lists, "test.txt"), "picture.jpg 205\n");

        var report = Assert.Single(Check(root.Path, Only(FaceTasks.AgeMorph2)));

        var problem = Assert.Single(report.Problems);
        Assert.Equal((ProblemKind.List, "test"), (problem.Kind, problem.Split));
        Assert.Contains("expected an age from 0 to 100 years, got 205", problem.Message, StringComparison.Ordinal);
        Assert.Equal(["train"], report.Splits.Select(split => split.Name));
    }

    [Fact]
    public void Problems_beyond_the_bound_are_counted_in_the_order_of_the_list()
    {
        using var root = CopyOfRaf();
        Directory.Delete(root.Combine("RAF-DB", "basic", "data"), recursive: true);

        var report = Assert.Single(
            Check(root.Path, Only(FaceTasks.ExpressionRafDb) with { MaxProblems = 3, NumWorkers = 4 }));

        Assert.Equal(20, report.NumProblems);
        Assert.Equal(
            Expected.Split("RAF-DB", "train").GetProperty("files").Texts().Take(3).Select(name => $"{name}.jpg"),
            report.Problems.Select(problem => problem.Sample));
    }

    [Fact]
    public void Cancelling_stops_the_check()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => DatasetChecker.Check(
            Expected.Root, Only(FaceTasks.ExpressionRafDb), cancellationToken: cancellation.Token));
    }

    [Fact]
    public void A_root_that_does_not_exist_is_refused()
    {
        var error = Assert.Throws<DatasetException>(() => Check("/nowhere/at/all", new DatasetCheckOptions()));

        Assert.Equal("/nowhere/at/all", error.Path);
    }

    private static DatasetCheckOptions Only(FaceTask task) => new() { Tasks = [task] };

    private static ImmutableArray<DatasetReport> Check(
        string root, DatasetCheckOptions options) =>
        DatasetChecker.Check(root, options, cancellationToken: Token);

    private static TemporaryFolder CopyOfRaf() =>
        TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "RAF-DB"), "RAF-DB");

    private static TemporaryFolder CopyOfMorph(out string lists)
    {
        var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "MORPH2"), "MORPH2");
        lists = root.Combine("MORPH2", "label", "RANDOM_80_20");
        return root;
    }

    private static string Image(TemporaryFolder root, string name) => root.Combine("RAF-DB", "basic", "data", name);
}
