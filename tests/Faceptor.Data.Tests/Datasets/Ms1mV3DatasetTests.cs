using System.Globalization;
using Faceptor.Data.Datasets;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Datasets;

public sealed class Ms1mV3DatasetTests
{
    // Released configuration: the numbers in record 0 of MS1MV3.
    private const int EndOfImages = 5_179_511, EndOfIdentities = 5_272_942;

    private static readonly string Cases = Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "cases");

    private static readonly string Folder = Path.Combine(SampleChecks.Distributed, "MS1MV3");

    [Fact]
    public void Class_folders_match_their_description()
    {
        var expected = Expected.Split("MS1MV3", "train", "B");

        using var dataset = (Ms1mV3Dataset)DatasetRegistry.Known.Open(
            FaceTasks.IdentityMs1mV3, SampleChecks.Distributed, "train");

        SampleChecks.AssertEnds(expected, dataset, Folder);
        var identities = expected.GetProperty("identities").Integers();
        Assert.Equal(expected.GetProperty("files").Texts(), dataset.Names());
        Assert.Equal(identities, dataset.Labels<IdentityLabel>().Select(label => label.Identity));
        Assert.Equal(identities.Distinct().Count(), dataset.NumIdentities);
    }

    [Fact]
    public void Folders_stand_in_ordinal_order_and_other_files_do_not_count()
    {
        using var root = new TemporaryFolder();
        root.Write("0_9/b.jpg", string.Empty);
        root.Write("0_9/a.JPG", string.Empty);
        root.Write("0_9/notes.txt", string.Empty);
        root.Write("0_10/a.png", string.Empty);
        root.Write(".cache/a.jpg", string.Empty);
        root.Write("readme.txt", string.Empty);

        using var dataset = new Ms1mV3Dataset(root.Path, "train");

        Assert.Equal(["0_10/a.png", "0_9/a.JPG", "0_9/b.jpg"], dataset.Names());
        Assert.Equal([0, 1, 1], dataset.Labels<IdentityLabel>().Select(label => label.Identity));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadLabel(3));
    }

    [Theory]
    [InlineData("rec-propmore", 85_742)]
    [InlineData("rec-shuffled", 3)]
    public void Property_decides_how_many_identities_there_are(string name, int numIdentities)
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Cases, name, "MS1MV3"));
        using (var dataset = new Ms1mV3Dataset(root.Path, "train"))
        {
            Assert.Equal((6, numIdentities), (dataset.Count, dataset.NumIdentities));
            Assert.Equal([0, 1, 2], dataset.Labels<IdentityLabel>().Select(label => label.Identity).Distinct().Order());
        }

        File.Delete(root.Combine("property"));
        using var without = new Ms1mV3Dataset(root.Path, "train");
        Assert.Equal(name == "rec-shuffled" ? 6 : 3, without.NumIdentities);
    }

    [Theory]
    [InlineData("0,112,112", "expected 1 to 16777216 identities, got 0")]
    [InlineData("2000000000,112,112", "expected 1 to 16777216 identities, got 2000000000")]
    [InlineData("many", "expected the number of identities as a whole number, got 'many'")]
    [InlineData("2,112,112", "expected an identity from 0 to 1, 2 is stored; correct the number of identities")]
    public void A_property_that_cannot_be_is_refused(string text, string problem)
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Cases, "rec-shuffled", "MS1MV3"));
        root.Write("property", text);

        var error = Assert.Throws<DatasetException>(() =>
        {
            using var dataset = new Ms1mV3Dataset(root.Path, "train");
            return dataset.Labels<IdentityLabel>();
        });

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_pictures_than_the_index_has_lines_are_refused()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Cases, "rec-shuffled", "MS1MV3"));
        File.WriteAllLines(root.Combine("train.idx"), File.ReadAllLines(root.Combine("train.idx"))[..4]);

        SampleChecks.AssertProblem(
            root.Combine("train.rec"),
            null,
            "record 0: expected at most 3 images, as the index has lines, 6 are announced",
            () => _ = new Ms1mV3Dataset(root.Path, "train"));
    }

    [Fact]
    public void A_person_without_pictures_is_named()
    {
        using var root = new TemporaryFolder();
        root.Write("a/1.jpg", string.Empty);
        var folder = Directory.CreateDirectory(root.Combine("b")).FullName;

        SampleChecks.AssertProblem(
            folder,
            null,
            "expected images of one identity, found none",
            () => _ = new Ms1mV3Dataset(root.Path, "train"));
    }

    [Fact]
    public void A_missing_index_is_named()
    {
        using var root = new TemporaryFolder();
        root.Write("train.rec", string.Empty);

        SampleChecks.AssertProblem(
            root.Combine("train.idx"), null, "cannot be read", () => _ = new Ms1mV3Dataset(root.Path, "train"));
    }

    [Fact]
    public void All_of_MS1MV3_opens_within_200_MB()
    {
        const long maxBytes = 200_000_000;
        using var root = new TemporaryFolder();
        using (var writer = new RecordIoWriter(root.Combine("train.rec"), root.Combine("other.idx")))
        {
            writer.Write(0, [EndOfImages, EndOfIdentities], []);
        }

        // The builders' order: record 0 last, because it is written when the others are known.
        using (var index = new StreamWriter(root.Combine("train.idx")) { NewLine = "\n" })
        {
            for (var key = 1; key < EndOfIdentities; key++)
            {
                index.Write(key);
                index.Write('\t');
                index.WriteLine(10_000L * key);
            }

            index.WriteLine("0\t0");
        }

        // Of this thread, because other tests run beside this one; opening uses no other.
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var dataset = new Ms1mV3Dataset(root.Path, "train");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, maxBytes);
        Assert.Equal((EndOfImages - 1, EndOfIdentities - EndOfImages), (dataset.Count, dataset.NumIdentities));
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"record {EndOfImages - 1}"),
            dataset.GetName(dataset.Count - 1));
    }

    [Fact]
    public void Thousands_of_datasets_are_open_at_once()
    {
        // More than the 1,024 files that a process may often have open.
        const int numReaders = 1_500;
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "MS1MV3"));
        var datasets = new List<Ms1mV3Dataset>();
        try
        {
            for (var i = 0; i < numReaders; i++)
            {
                datasets.Add(new Ms1mV3Dataset(root.Path, "train"));
            }

            var before = datasets[0].Read(0);
            Assert.All(datasets, dataset => Assert.Equal(before.Label, dataset.ReadLabel(0)));
            datasets[0].Dispose();
            Assert.Throws<ObjectDisposedException>(() => datasets[0].ReadLabel(0));
            Assert.Equal(before.Image.Pixels, datasets[1].Read(0).Image.Pixels);
        }
        finally
        {
            datasets.ForEach(dataset => dataset.Dispose());
        }

        var lists = Enumerable.Range(0, 3_000)
            .Select(_ => DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, Expected.Root, "train"))
            .ToArray();
        Assert.All(lists, list => Assert.Equal(lists[0].Count, list.Count));
    }
}
