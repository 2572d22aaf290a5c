using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class FerPlusDatasetTests
{
    private const string VoteHeader =
        "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";

    private static readonly string Folder = Path.Combine(SampleChecks.Distributed, "FERPlus");

    [Theory]
    [InlineData("train_val")]
    [InlineData("test")]
    public void Prepared_lists_match_their_description(string split)
    {
        var expected = Expected.Split("FERPlus", split);

        var dataset = DatasetRegistry.Known.Open(FaceTasks.ExpressionFerPlus, Expected.Root, split);

        SampleChecks.AssertEnds(expected, dataset, Path.Combine(Expected.Root, "FERPlus"));
        Assert.Equal(expected.GetProperty("files").Texts(), dataset.Names());
        Assert.Equal(expected.GetProperty("expressions").Integers(), dataset.Expressions());
    }

    [Theory]
    [InlineData("train_val")]
    [InlineData("test")]
    public void Distribution_matches_its_description_and_holds_the_same_pictures(string split)
    {
        var expected = Expected.Split("FERPlus", split, "B");
        var prepared = DatasetRegistry.Known.Open(FaceTasks.ExpressionFerPlus, Expected.Root, split);

        var dataset = DatasetRegistry.Known.Open(FaceTasks.ExpressionFerPlus, SampleChecks.Distributed, split);

        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.Count);
        Assert.Equal(expected.GetProperty("names").Texts(), dataset.Names());
        Assert.Equal(expected.GetProperty("expressions").Integers(), dataset.Expressions());
        Assert.All(
            Enumerable.Range(0, dataset.Count),
            index => Assert.Equal(prepared.Read(index).Image.Pixels, dataset.Read(index).Image.Pixels));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    public void Train_and_val_follow_each_other_in_train_val(string layout)
    {
        var folder = layout == "A" ? Path.Combine(Expected.Root, "FERPlus") : Folder;

        Assert.Equal(
            [.. new FerPlusDataset(folder, "train").Names(), .. new FerPlusDataset(folder, "val").Names()],
            new FerPlusDataset(folder, "train_val").Names());
    }

    [Theory]
    [InlineData(new[] { 9, 0, 0, 0, 0, 0, 0, 0, 1, 0 }, Expression.Neutral)]
    [InlineData(new[] { 1, 1, 4, 1, 1, 1, 1, 0, 0, 0 }, Expression.Surprise)] // single votes do not count
    [InlineData(new[] { 0, 0, 0, 0, 5, 5, 0, 0, 0, 0 }, null)] // half is not more than half
    [InlineData(new[] { 0, 0, 0, 0, 0, 0, 0, 8, 2, 0 }, null)] // contempt
    [InlineData(new[] { 3, 0, 0, 0, 0, 0, 0, 0, 7, 0 }, null)] // unknown
    [InlineData(new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 10 }, null)] // no face
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, null)] // nothing is left
    [InlineData(new[] { 0, 0, 0, 0, 0, 0, 6, 0, 4, 0 }, Expression.Fear)]
    public void Majority_needs_more_than_half_of_what_counts(int[] votes, Expression? expected)
    {
        Assert.Equal(expected, FerPlusTable.Majority(votes));
    }

    [Fact]
    public void Pixels_are_found_behind_a_byte_order_mark_and_quotes()
    {
        using var root = new TemporaryFolder();
        var pixels = string.Join(' ', Enumerable.Range(0, 48 * 48).Select(i => i % 256));
        root.Write("fer2013.csv", $"\uFEFFemotion,pixels,Usage\r\n\r\n0,\"{pixels}\",Training\r\n0,{pixels},Training");
        root.Write(
            "fer2013new.csv",
            VoteHeader + "Training,a.png,10,0,0,0,0,0,0,0,0,0\nTraining,b.png,10,0,0,0,0,0,0,0,0,0");

        var dataset = new FerPlusDataset(root.Path, "train");

        Assert.All([0, 1], index =>
        {
            var image = dataset.Read(index).Image;
            Assert.Equal((48, 48), (image.Width, image.Height));
            Assert.Equal([255, 255, 255, 0, 0, 0], image.Pixels[(3 * 255)..(3 * 257)]);
        });
    }

    [Theory]
    [InlineData("1 2 3", "expected 2304 grey values, got 3")]
    [InlineData("1 2 300", "expected 2304 grey values from 0 to 255, value 3 is something else or too many")]
    [InlineData("1 2 3,5", "expected 3 columns, got 4")]
    [InlineData("1 x", "expected 2304 grey values from 0 to 255, value 2 is something else or too many")]
    public void Broken_pixels_are_reported_with_their_line(string pixels, string problem)
    {
        using var root = new TemporaryFolder();
        var table = root.Write("fer2013.csv", $"emotion,pixels,Usage\n0,{pixels},Training\n");
        root.Write("fer2013new.csv", VoteHeader + "Training,a.png,10,0,0,0,0,0,0,0,0,0\n");

        SampleChecks.AssertProblem(table, 2, problem, () => new FerPlusDataset(root.Path, "train").Read(0));
    }

    [Theory]
    [InlineData("Training,a.png,10,0,0\n", "fer2013new.csv", 2, "expected 12 columns, got 5")]
    [InlineData("Training,a.png,ten,0,0,0,0,0,0,0,0,0\n", "fer2013new.csv", 2, "whole number, got 'ten'")]
    [InlineData("PublicTest,a.png,10,0,0,0,0,0,0,0,0,0\n", "fer2013.csv", 2, "expected usage 'PublicTest'")]
    [InlineData("", "fer2013new.csv", null, "expected a row for each of")]
    [InlineData(
        "Training,a.png,10,0,0,0,0,0,0,0,0,0\nTraining,b.png,10,0,0,0,0,0,0,0,0,0\n",
        "fer2013.csv",
        null,
        "the table ends before line 3")]
    public void Broken_votes_are_reported(string votes, string file, int? line, string problem)
    {
        using var root = new TemporaryFolder();
        root.Write("fer2013.csv", "emotion,pixels,Usage\n0,1 2,Training\n");
        root.Write("fer2013new.csv", VoteHeader + votes);

        SampleChecks.AssertProblem(
            root.Combine(file), line, problem, () => _ = new FerPlusDataset(root.Path, "train"));
    }

    [Fact]
    public void Contempt_and_missing_pictures_of_the_second_list_are_traced_to_it()
    {
        using var root = new TemporaryFolder();
        root.Write("label/train.txt", "a.png 0\n");
        var list = root.Write("label/val.txt", "\nb.png 1\n");

        SampleChecks.AssertProblem(
            list, 2, "does not exist", () => new FerPlusDataset(root.Path, "train_val").Read(1));

        File.AppendAllText(list, "c.png 7\n");
        SampleChecks.AssertProblem(
            list,
            3,
            "expected an expression class from 0 to 6, got 7",
            () => _ = new FerPlusDataset(root.Path, "train_val"));
    }

    [Fact]
    public void A_table_that_is_gone_is_reported()
    {
        using var root = TemporaryFolder.CopyOf(Folder);
        var dataset = new FerPlusDataset(root.Path, "train");
        File.Delete(root.Combine("fer2013.csv"));

        SampleChecks.AssertProblem(root.Combine("fer2013.csv"), 2, "the table cannot be read", () => dataset.Read(0));
    }
}
