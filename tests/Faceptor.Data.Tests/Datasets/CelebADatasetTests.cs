using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class CelebADatasetTests
{
    private static readonly string Folder = Path.Combine(SampleChecks.Distributed, "CelebA");

    [Theory]
    [InlineData("trainval")]
    [InlineData("train")]
    [InlineData("val")]
    [InlineData("test")]
    public void Distribution_matches_its_description(string split)
    {
        var expected = Expected.Split("CelebA", split, "B");

        var dataset = DatasetRegistry.Known.Open(FaceTasks.AttributesCelebA, SampleChecks.Distributed, split);

        SampleChecks.AssertEnds(expected, dataset, Folder);
        Assert.Equal(expected.GetProperty("files").Texts(), dataset.Names());
        Assert.Equal(
            expected.GetProperty("attributes").Texts(),
            dataset.Labels<AttributesLabel>().Select(label => string.Concat(label.Values)));
    }

    [Fact]
    public void A_list_that_ends_early_is_reported()
    {
        using var root = TemporaryFolder.CopyOf(Folder);
        var list = root.Combine("Anno", "list_attr_celeba.txt");
        File.WriteAllLines(list, File.ReadLines(list).Take(10).ToArray());

        SampleChecks.AssertProblem(
            list, null, "as the first line says, 17, got 8; the list is cut off", () => Open(root));
    }

    [Fact]
    public void Lists_that_are_empty_or_missing_are_named()
    {
        using var root = TemporaryFolder.CopyOf(Folder);
        var (list, partition) = (
            root.Combine("Anno", "list_attr_celeba.txt"), root.Combine("Eval", "list_eval_partition.txt"));

        File.WriteAllText(list, "\r\n");
        SampleChecks.AssertProblem(list, null, "the list is empty", () => Open(root));

        File.Delete(partition);
        SampleChecks.AssertProblem(partition, null, "the list cannot be read", () => Open(root));
    }

    [Theory]
    [InlineData(0, "many", 1, "the number of images as a whole number, got 'many'")]
    [InlineData(1, "Male Young", 2, "expected the names of 40 attributes, got 2")]
    [InlineData(4, "000003.jpg 1 -1", 5, "expected 41 columns, a name and 40 labels, got 3")]
    public void A_broken_line_is_reported(int at, string text, int line, string problem)
    {
        using var root = TemporaryFolder.CopyOf(Folder);
        var list = root.Combine("Anno", "list_attr_celeba.txt");
        var lines = File.ReadAllLines(list);
        lines[at] = text;
        File.WriteAllLines(list, lines);

        SampleChecks.AssertProblem(list, line, problem, () => Open(root));
    }

    [Fact]
    public void Values_and_names_that_are_not_the_tasks_are_reported()
    {
        using var root = TemporaryFolder.CopyOf(Folder);
        var list = root.Combine("Anno", "list_attr_celeba.txt");
        var text = File.ReadAllText(list);

        File.WriteAllText(list, text.Replace("Bald", "Hairy", StringComparison.Ordinal));
        SampleChecks.AssertProblem(list, 2, "expected 'Bald' as name 5, got 'Hairy'", () => Open(root));

        File.WriteAllText(list, text.Replace("000001.jpg -1", "000001.jpg 0", StringComparison.Ordinal));
        SampleChecks.AssertProblem(list, 3, "expected 1 (yes) or -1 (no), got '0'", () => Open(root));
    }

    [Theory]
    [InlineData("000001.jpg 3", "list_eval_partition.txt", 1, "expected 0 (train), 1 (val) or 2 (test), got 3")]
    [InlineData("000002.jpg 0", "list_attr_celeba.txt", 3, "'000001.jpg' is not there")]
    public void A_broken_partition_is_reported(string text, string file, int line, string problem)
    {
        using var root = TemporaryFolder.CopyOf(Folder);
        File.WriteAllText(root.Combine("Eval", "list_eval_partition.txt"), text);

        SampleChecks.AssertProblem(
            Directory.EnumerateFiles(root.Path, file, SearchOption.AllDirectories).Single(),
            line,
            problem,
            () => Open(root));
    }

    private static void Open(TemporaryFolder root) => _ = new CelebADataset(root.Path, "train");
}
