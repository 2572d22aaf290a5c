using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Imaging;
using Faceptor.Synthetic;

namespace Faceptor.Data.Tests.Datasets;

public sealed class SyntheticMarkerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_synthetic_set_is_marked_and_the_folder_around_them_is_not()
    {
        var root = _folder.Combine("sets");
        SyntheticDatasets.Write(
            root, new SyntheticDatasetOptions { Count = 1, Sets = SyntheticDatasetKinds.All },
            cancellationToken: TestContext.Current.CancellationToken);

        var tasks = DatasetRegistry.Known.FindTasks(root);

        Assert.Equal(10, tasks.Length);
        Assert.All(tasks, task => Assert.True(
            File.Exists(Path.Combine(DatasetRegistry.Known.GetFolder(task, root), SyntheticMarker.FileName)), task.Id));
        // A real set may come to stand beside them.
        Assert.False(SyntheticMarker.Covers(root));
        Assert.False(SyntheticMarker.Covers(Path.Combine(root, "WFLW")));
        Assert.True(SyntheticMarker.Covers(Path.Combine(root, "RAF-DB", "basic", "Image", "aligned")));
    }

    [Fact]
    public void Readers_and_the_check_pass_the_marker_over()
    {
        var root = _folder.Combine("sets");
        SyntheticDatasets.Write(
            root, new SyntheticDatasetOptions { Count = 1, Sets = SyntheticDatasetKinds.All },
            cancellationToken: TestContext.Current.CancellationToken);

        foreach (var task in DatasetRegistry.Known.FindTasks(root))
        {
            foreach (var split in new[] { DatasetRegistry.Known.Get(task).TrainingSplit, DatasetRegistry.Known.Get(task).EvaluationSplit })
            {
                if (split is not null)
                {
                    var dataset = DatasetRegistry.Known.Open(task, root, split);
                    Assert.All(
                        Enumerable.Range(0, dataset.Count),
                        index => Assert.DoesNotContain("faceptor", dataset.GetName(index), StringComparison.Ordinal));
                    (dataset as IDisposable)?.Dispose();
                }
            }
        }

        Assert.Single(VerificationSet.FindAll(root));
    }

    [Theory]
    [InlineData(new[] { "drawn", "drawn/more" }, new[] { true })]
    [InlineData(new[] { "photos" }, new[] { false })]
    [InlineData(new[] { "photos", "drawn/more" }, new[] { true, false })]
    public void A_list_of_images_in_several_folders_is_looked_up_image_by_image(string[] folders, bool[] kinds)
    {
        Directory.CreateDirectory(_folder.Combine("drawn"));
        SyntheticMarker.Write(_folder.Combine("drawn"));
        var lines = new List<string> { "path,age" };
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(_folder.Combine(folder));
            File.WriteAllBytes(_folder.Combine($"{folder}/a.png"), ImageCodec.EncodePng(new RgbImage(4, 4)));
            lines.Add($"{folder}/a.png,30");
        }

        File.WriteAllLines(_folder.Combine("list.csv"), lines);
        var dataset = CustomDataset.Open(FaceTasks.AgeMorph2, _folder.Combine("list.csv"));

        Assert.Equal(kinds, SyntheticMarker.KindsIn(dataset, _folder.Path));
    }
}
