using Faceptor.Evaluation;
using Faceptor.Evaluation.Sessions;

namespace Faceptor.Training.Tests.Sessions;

/// <summary>A test split needs nothing of the training split but its baseline.</summary>
[Collection(TorchGeneratorCollection.Name)]
public sealed class MissingBaselineTests : IDisposable
{
    private static readonly string Fixtures =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("landmarks/300w", "300W", "face_landmarks_300w_train.csv")]
    [InlineData("landmarks/wflw", "WFLW", "face_landmarks_wflw_train.csv")]
    [InlineData("landmarks/cofw", "COFW", "COFW_train_color.mat")]
    [InlineData("parsing/lapa", "LaPa", "train")]
    [InlineData("age/morph2", "MORPH2", "label/RANDOM_80_20/train.txt")]
    [InlineData("age/utkface", "UTKFace", "label/train.csv")]
    [InlineData("expression/affectnet", "AffectNet", "label/train.txt")]
    [InlineData("expression/ferplus", "FERPlus", "label/train.txt")]
    public void A_test_split_is_scored_without_its_training_list(string id, string dataset, string list)
    {
        var task = FaceTasks.Get(id);
        Copy(dataset, _folder.File(dataset));
        using var model = new FakeFaceModel(task);
        var expected = Score(model, task);
        var path = Path.Combine(_folder.File(dataset), list);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }

        var records = Score(model, task);

        Assert.Equal(
            expected.Select(record => (record.Split, record.Metric, record.Value, record.Samples)),
            records.Select(record => (record.Split, record.Metric, record.Value, record.Samples)));
        Assert.All(records, record =>
        {
            Assert.Null(record.Baseline);
            Assert.StartsWith("the training list ", record.BaselineProblem, StringComparison.Ordinal);
            Assert.Contains(Path.Combine(_folder.Path, dataset), record.BaselineProblem, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Training_maps_that_cannot_be_read_cost_the_baseline_only()
    {
        Copy("LaPa", _folder.File("LaPa"));
        foreach (var map in Directory.EnumerateFiles(_folder.File("LaPa/train/labels")))
        {
            File.WriteAllText(map, "no map");
        }

        using var model = new FakeFaceModel(FaceTasks.ParsingLaPa);
        var records = Score(model, FaceTasks.ParsingLaPa);

        Assert.All(records, record => Assert.StartsWith(
            $"the training labels cannot be used: {_folder.File("LaPa/train/labels")}",
            record.BaselineProblem,
            StringComparison.Ordinal));
    }

    /// <summary>A library user learns of the first broken dataset, unless he asks for a list.</summary>
    [Fact]
    public void What_cannot_be_read_stops_or_is_listed_as_the_options_say()
    {
        Copy("MORPH2", _folder.File("MORPH2"));
        Copy("RAF-DB", _folder.File("RAF-DB"));
        File.WriteAllText(_folder.File("RAF-DB/basic/label.txt"), "broken");
        FaceTask[] tasks = [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb];
        using var model = new FakeFaceModel(tasks);

        Assert.Throws<DatasetException>(() => new EvaluationSession(_folder.Path, tasks));
        using var session = new EvaluationSession(
            _folder.Path, tasks, options: new EvaluationOptions { ListsUnreadable = true });
        var listed = Assert.Single(session.NotScored);
        foreach (var image in Directory.EnumerateFiles(_folder.File("MORPH2/data")))
        {
            File.WriteAllText(image, "broken");
        }

        var records = session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(records);
        Assert.Equal(("RAF-DB", "expression/raf-db", "test"), (listed.Name, listed.Dataset, listed.Split));
        Assert.Equal(["RAF-DB", "MORPH II"], session.NotScored.Select(unscored => unscored.Name));
        Assert.All(session.NotScored, unscored => Assert.True(unscored.IsUnreadable));
    }

    private IReadOnlyList<MetricRecord> Score(FakeFaceModel model, FaceTask task)
    {
        using var session = new EvaluationSession(_folder.Path, [task]);
        return session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static void Copy(string dataset, string target)
    {
        var source = Path.Combine(Fixtures, dataset);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
