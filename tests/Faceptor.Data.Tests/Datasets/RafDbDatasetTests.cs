using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class RafDbDatasetTests
{
    private static readonly string Folder = Path.Combine(SampleChecks.Distributed, "RAF-DB", "basic");

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Distribution_matches_its_description(string split)
    {
        var expected = Expected.Split("RAF-DB", split, "B");

        var dataset = DatasetRegistry.Known.Open(FaceTasks.ExpressionRafDb, SampleChecks.Distributed, split);

        SampleChecks.AssertEnds(expected, dataset, Folder);
        Assert.Equal(
            expected.GetProperty("files").Texts().Select(name => $"{name}_aligned.jpg"), dataset.Names());
        Assert.Equal(expected.GetProperty("expressions").Integers(), dataset.Expressions());
    }

    [Fact]
    public void Original_pictures_have_the_names_of_the_list()
    {
        using var root = new TemporaryFolder();
        root.Write("EmoLabel/list_patition_label.txt", "train_1.jpg 5\ntest_1.jpg 5\n");

        var dataset = new RafDbDataset(root.Path, "train", images: RafDbImages.Original);

        Assert.Equal(root.Combine("Image", "original", "train_1.jpg"), dataset.FindImage(0));
    }

    [Fact]
    public void A_missing_picture_is_traced_to_its_line()
    {
        using var root = new TemporaryFolder();
        var list = root.Write("EmoLabel/list_patition_label.txt", "test_1.jpg 5\r\ntrain_1.jpg 5");

        SampleChecks.AssertProblem(
            list,
            2,
            $"the image {root.Combine("Image", "aligned", "train_1_aligned.jpg")} does not exist",
            () => new RafDbDataset(root.Path, "train").Read(0));
    }
}
