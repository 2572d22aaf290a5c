using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>
/// Every dataset in every layout, after what macOS, Windows and cameras do to files: companions, capitals, other
/// separators. What comes out is the same.
/// </summary>
public sealed class EverydayFilesTests
{
    public static TheoryData<string, string> Sets
    {
        get
        {
            var sets = new TheoryData<string, string>();
            foreach (var layout in new[] { "layoutA", "layoutB" })
            {
                var root = Path.Combine(Expected.FixtureRoot, layout);
                foreach (var task in DatasetRegistry.Known.FindTasks(root))
                {
                    sets.Add(task.Id, layout);
                }
            }

            return sets;
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Companions_of_files_and_folders_change_nothing(string id, string layout)
    {
        using var root = Copy(id, layout, out var task);
        foreach (var folder in Directory.GetDirectories(root.Path, "*", SearchOption.AllDirectories))
        {
            foreach (var file in Directory.GetFiles(folder))
            {
                File.WriteAllBytes(Path.Combine(folder, $"._{Path.GetFileName(file)}"), [0, 5, 22, 7, 0, 2, 0, 0]);
            }

            File.WriteAllBytes(Path.Combine(folder, ".DS_Store"), [0]);
            File.WriteAllBytes(Path.Combine(folder, "Thumbs.db"), [0]);
            File.WriteAllBytes(Path.Combine(folder, "desktop.ini"), [0]);
            var companion = Path.Combine(folder, "@eaDir");
            Directory.CreateDirectory(companion);
            File.WriteAllBytes(Path.Combine(companion, "a.jpg"), [0]);
        }

        AssertSame(task, layout, root, isExact: true);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Endings_of_pictures_labels_and_points_in_capitals_change_nothing(string id, string layout)
    {
        using var root = Copy(id, layout, out var task);
        foreach (var file in Directory.GetFiles(root.Path, "*", SearchOption.AllDirectories))
        {
            var isLaPaPoints = Path.GetFileName(Path.GetDirectoryName(file)) == "landmarks";
            if (Path.GetExtension(file) is ".jpg" or ".png" or ".pts" || isLaPaPoints)
            {
                File.Move(file, Path.ChangeExtension(file, Path.GetExtension(file).ToUpperInvariant()));
            }
        }

        AssertSame(task, layout, root, isExact: false);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Lists_written_on_windows_change_nothing(string id, string layout)
    {
        using var root = Copy(id, layout, out var task);
        foreach (var file in Directory.GetFiles(root.Path, "*", SearchOption.AllDirectories))
        {
            if (Path.GetExtension(file) is ".txt" or ".csv" && Path.GetFileName(file) != "fer2013.csv")
            {
                File.WriteAllText(file, File.ReadAllText(file).Replace('/', '\\'));
            }
        }

        AssertSame(task, layout, root, isExact: true);
    }

    [Fact]
    public void Lists_of_pairs_written_on_windows_are_read()
    {
        using var root = new TemporaryFolder();
        var image = File.ReadAllBytes(RepositoryPaths.Golden("picture_grey.png"));
        root.Write("LFW/a/1.PNG", image);
        root.Write("LFW/b/2.png", image);
        root.Write("LFW/pairs_label.txt", "a\\1.png b\\2.png 0\r\n");

        var set = VerificationSet.Open(root.Combine("LFW"));

        Assert.NotNull(set.ReadImage(0));
        Assert.Equal(root.Combine("LFW", "b/2.png"), set.PlaceOf(1));
    }

    [Fact]
    public void A_list_that_names_a_companion_is_told_its_line()
    {
        using var root = new TemporaryFolder();
        var list = root.Write("label/RANDOM_80_20/train.txt", "a.jpg 30\n._a.jpg 30\n");
        root.Write("data/._a.jpg", [0, 5, 22, 7, 0, 2, 0, 0]);

        SampleChecks.AssertProblem(
            list,
            2,
            "is a companion that macOS leaves beside an image, and none itself; remove the line",
            () => new MorphDataset(root.Path, "train").Read(1));
    }

    private static TemporaryFolder Copy(string id, string layout, out FaceTask task)
    {
        task = FaceTasks.Get(id);
        var folder = DatasetRegistry.Known.GetFolder(task, Path.Combine(Expected.FixtureRoot, layout));
        return TemporaryFolder.CopyOf(folder, Path.GetRelativePath(Path.Combine(Expected.FixtureRoot, layout), folder));
    }

    // Names of images that a folder gives, not a list, keep their capitals.
    private static void AssertSame(FaceTask task, string layout, TemporaryFolder root, bool isExact)
    {
        var split = DatasetRegistry.Known.Get(task).TrainingSplit;
        var before = DatasetRegistry.Known.Open(task, Path.Combine(Expected.FixtureRoot, layout), split);
        var after = DatasetRegistry.Known.Open(task, root.Path, split);
        try
        {
            Assert.Equal(
                before.Names(), after.Names(), isExact ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
            for (var index = 0; index < before.Count; index++)
            {
                var (expected, actual) = (before.Read(index), after.Read(index));
                Assert.Equal(expected.Image.Pixels, actual.Image.Pixels);
                Assert.Equal(expected.Label.ToString(), actual.Label.ToString());
                Assert.True(after.FindImage(index) is not { } path || File.Exists(path));
            }
        }
        finally
        {
            (before as IDisposable)?.Dispose();
            (after as IDisposable)?.Dispose();
        }
    }
}
