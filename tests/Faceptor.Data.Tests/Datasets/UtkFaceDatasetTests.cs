using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class UtkFaceDatasetTests
{
    private static readonly string Folder = Path.Combine(SampleChecks.Distributed, "UTKFace");

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Prepared_lists_match_their_description(string split)
    {
        var expected = Expected.Split("UTKFace", split);

        var dataset = DatasetRegistry.Known.Open(FaceTasks.AgeUtkFace, Expected.Root, split);

        SampleChecks.AssertEnds(expected, dataset, Path.Combine(Expected.Root, "UTKFace"));
        Assert.Equal(expected.GetProperty("files").Texts(), dataset.Names());
        Assert.Equal(expected.GetProperty("ages").Integers(), dataset.Ages());
    }

    [Theory]
    [InlineData("all")]
    [InlineData("age_21_60")]
    public void Distribution_matches_its_description(string split)
    {
        var expected = Expected.Split("UTKFace", split, "B");

        var dataset = DatasetRegistry.Known.Open(FaceTasks.AgeUtkFace, SampleChecks.Distributed, split);

        SampleChecks.AssertEnds(expected, dataset, Folder);
        Assert.Equal(expected.GetProperty("files").Texts(), dataset.Names());
        Assert.Equal(expected.GetProperty("ages").Integers(), dataset.Ages());
    }

    [Fact]
    public void Train_and_test_of_the_distribution_divide_the_ages_of_the_protocol()
    {
        var (train, test) = (new UtkFaceDataset(Folder, "train"), new UtkFaceDataset(Folder, "test"));

        Assert.Equal(
            new UtkFaceDataset(Folder, "age_21_60").Names(),
            train.Names().Concat(test.Names()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Images_may_lie_in_the_folder_itself()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Folder, "UTKFace"));
        root.Write("116_0_0_20170103170000002.jpg.chip.jpg", "an age that the task does not know");
        root.Write("readme.txt", "no image");

        Assert.Equal(
            new UtkFaceDataset(Folder, "all").Names(), new UtkFaceDataset(root.Path, "all").Names());
    }

    [Theory]
    [InlineData("x_0_0_1.jpg.chip.jpg", "expected an age as the first part of the name as a whole number, got 'x'")]
    [InlineData("-4_0_0_1.jpg.chip.jpg", "expected an age from 0 on, got -4")]
    public void A_name_without_an_age_is_reported(string name, string problem)
    {
        using var root = new TemporaryFolder();
        var path = root.Write($"UTKFace/{name}", string.Empty);

        SampleChecks.AssertProblem(path, null, problem, () => _ = new UtkFaceDataset(root.Path, "all"));
    }

    [Theory]
    [InlineData("1,a.jpg", "expected at least 3 columns, got 2")]
    [InlineData("1,a.jpg,3x,utk", "expected an age in years as a whole number, got '3x'")]
    [InlineData("1,/etc/passwd,3,utk", "'/etc/passwd' leads elsewhere")]
    public void A_broken_list_is_reported_with_its_line(string row, string problem)
    {
        using var root = new TemporaryFolder();
        var list = root.Write("label/train.csv", $"\uFEFF,filename,age,database\r\n\r\n{row}");

        SampleChecks.AssertProblem(list, 3, problem, () => _ = new UtkFaceDataset(root.Path, "train"));
    }

    [Fact]
    public void A_folder_of_something_else_is_told_what_was_looked_for()
    {
        using var root = new TemporaryFolder();

        SampleChecks.AssertProblem(
            root.Path,
            null,
            "no layout of UTKFace is recognised; looked for label/train.csv, label/test.csv (Prepared); "
            + "UTKFace/*.jpg.chip.jpg, *.jpg.chip.jpg (Distributed).",
            () => _ = new UtkFaceDataset(root.Path, "train"));
    }
}
