using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Synthetic;

namespace Faceptor.Data.Tests.Datasets;

public sealed class DatasetFingerprintTests(DatasetFingerprintTests.Synthetic synthetic)
    : IClassFixture<DatasetFingerprintTests.Synthetic>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Tasks => [.. FaceTasks.Base.Select(task => task.Id)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Tasks))]
    public void It_depends_on_the_faces_and_not_on_where_they_lie(string id)
    {
        var task = FaceTasks.Get(id);
        var first = Of(task, synthetic.First);

        Assert.Matches("^[0-9a-f]{16}$", first);
        Assert.Equal(first, Of(task, CopyOf(task)));
        Assert.NotEqual(first, Of(task, synthetic.Second));
    }

    [Fact]
    public void A_picture_of_another_size_on_disk_changes_it()
    {
        var root = CopyOf(FaceTasks.AgeMorph2);
        var before = Of(FaceTasks.AgeMorph2, root);
        using var dataset = new Opened(FaceTasks.AgeMorph2, root);
        File.AppendAllText(dataset.Value.FindImage(0)!, "more");

        Assert.NotEqual(before, Of(FaceTasks.AgeMorph2, root));
    }

    [Fact]
    public void Another_index_of_records_changes_it()
    {
        var root = CopyOf(FaceTasks.IdentityMs1mV3);
        var before = Of(FaceTasks.IdentityMs1mV3, root);
        var index = Path.Combine(DatasetRegistry.Known.GetFolder(FaceTasks.IdentityMs1mV3, root), "train.idx");
        var lines = File.ReadAllLines(index);
        File.WriteAllLines(index, [.. lines[..^2], lines[^1], lines[^2]]);

        Assert.NotEqual(before, Of(FaceTasks.IdentityMs1mV3, root));
    }

    [Fact]
    public void Parts_of_a_dataset_have_their_own()
    {
        using var dataset = new Opened(FaceTasks.AgeMorph2, synthetic.First);
        string[] prints =
        [
            DatasetFingerprint.Of(new Subset(dataset.Value, [0, 1])),
            DatasetFingerprint.Of(new Subset(dataset.Value, [1, 0])),
            DatasetFingerprint.Of(new Subset(dataset.Value, [0, 1, 2])),
        ];

        Assert.Equal(3, prints.ToImmutableHashSet().Count);
    }

    private static string Of(FaceTask task, string root)
    {
        using var dataset = new Opened(task, root);
        return DatasetFingerprint.Of(dataset.Value, DatasetRegistry.Known.GetFolder(task, root));
    }

    private string CopyOf(FaceTask task)
    {
        var source = DatasetRegistry.Known.GetFolder(task, synthetic.First);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(
                DatasetRegistry.Known.GetFolder(task, _folder.Path), Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return _folder.Path;
    }

    /// <summary>Two drawings of all sets, made once.</summary>
    public sealed class Synthetic : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Synthetic()
        {
            SyntheticDatasets.Write(First, new SyntheticDatasetOptions { Count = 20, Seed = 3 });
            SyntheticDatasets.Write(Second, new SyntheticDatasetOptions { Count = 20, Seed = 4 });
        }

        public string First => _folder.File("first");

        public string Second => _folder.File("second");

        public void Dispose() => _folder.Dispose();
    }

    private sealed class Opened(FaceTask task, string root) : IDisposable
    {
        public IFaceDataset Value { get; } = DatasetRegistry.Known.Open(task, root, DatasetRegistry.Known.Get(task).TrainingSplit);

        public void Dispose() => (Value as IDisposable)?.Dispose();
    }
}
