using Faceptor.Data.Datasets;
using static Faceptor.Data.Tests.Datasets.DatasetAssert;

namespace Faceptor.Data.Tests.Datasets;

public sealed class Lfw73DatasetTests
{
    [Theory]
    [InlineData("A", "train")]
    [InlineData("A", "test")]
    [InlineData("B", "train")]
    [InlineData("B", "test")]
    public void Every_split_of_every_layout_matches_its_description(string layout, string split)
    {
        AssertSplit(layout, split, new Lfw73Dataset(Expected.Folder("LFW-73", layout), split));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Signs_in_the_text_list_give_the_same_labels(string split)
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("LFW-73", "B"));
        File.Delete(root.Combine("lfw_att_73.mat"));

        AssertSplit("B", split, new Lfw73Dataset(root.Path, split));
    }

    [Fact]
    public void All_takes_every_row_and_needs_no_split_file()
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("LFW-73", "B"));
        File.Delete(root.Combine("indices_train_test.mat"));

        Assert.Equal(12, new Lfw73Dataset(root.Path, "all").Count);
        var error = Assert.Throws<DatasetException>(() => new Lfw73Dataset(root.Path, "train"));
        Assert.Equal(root.Combine("indices_train_test.mat"), error.Path);
    }

    [Theory]
    [InlineData("Middle Aged", "Middle aged ", null)]
    [InlineData("5 o' Clock Shadow", "5 o Clock Shadow", null)]
    [InlineData("Middle Aged", "Aged", "expected 'Middle Aged' as attribute 8, got 'Aged'")]
    public void Spellings_of_copies_are_known(string name, string spelling, string? problem)
    {
        using var root = TextOnly();
        var list = root.Combine("lfw_attributes.txt");
        var text = File.ReadAllText(list);
        File.WriteAllText(list, text.Replace($"\t{name}\t", $"\t{spelling}\t", StringComparison.Ordinal));

        if (problem is null)
        {
            Assert.Equal(6, new Lfw73Dataset(root.Path, "train").Count);
        }
        else
        {
            var error = Assert.Throws<DatasetException>(() => new Lfw73Dataset(root.Path, "train"));
            Assert.StartsWith($"{list}, line 2: {problem}", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, "3.5", "expected the number of an image as a whole number, got '3.5'")]
    [InlineData(4, "2,5", "expected an attribute as a number, got '2,5'")]
    [InlineData(0, "../../secret", "expected the path of an image below")]
    [InlineData(0, "a\tb", "expected 75 columns below a line of their names, got 76")]
    public void A_broken_line_is_reported(int column, string text, string problem)
    {
        using var root = TextOnly();
        using var culture = new GermanCulture();
        var list = root.Combine("lfw_attributes.txt");
        var lines = File.ReadAllLines(list);
        var fields = lines[2].Split('\t');
        fields[column] = text;
        lines[2] = string.Join('\t', fields);
        File.WriteAllLines(list, lines);

        var error = Assert.Throws<DatasetException>(() => new Lfw73Dataset(root.Path, "all"));

        Assert.StartsWith($"{list}, line 3: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_cut_off_or_empty_is_reported()
    {
        using var root = TextOnly();
        var list = root.Combine("lfw_attributes.txt");
        var text = File.ReadAllText(list);
        File.WriteAllText(list, text[..(text.Length - 40)]);
        var cut = Assert.Throws<DatasetException>(() => new Lfw73Dataset(root.Path, "all"));
        File.WriteAllText(list, string.Empty);
        var empty = Assert.Throws<DatasetException>(() => new Lfw73Dataset(root.Path, "all"));

        Assert.Contains("expected 75 columns", cut.Message, StringComparison.Ordinal);
        Assert.Equal(14, cut.Line);
        Assert.Contains("no samples for split 'all'", empty.Message, StringComparison.Ordinal);
    }

    private static TemporaryFolder TextOnly()
    {
        var root = TemporaryFolder.CopyOf(Expected.Folder("LFW-73", "B"));
        File.Delete(root.Combine("lfw_att_73.mat"));
        return root;
    }

    private static void AssertSplit(string layout, string split, Lfw73Dataset dataset)
    {
        var expected = Expected.Split("LFW-73", split, layout);
        AssertFiles(expected, dataset);
        Assert.Equal(expected.GetProperty("files").Texts(), Names(dataset));
        Assert.Equal(
            expected.GetProperty("attributes").Texts(),
            Labels<AttributesLabel>(dataset).Select(label => string.Concat(label.Values)));
        Assert.All(FirstAndLast(expected), sample => ReadExpected(dataset, sample));
    }
}
