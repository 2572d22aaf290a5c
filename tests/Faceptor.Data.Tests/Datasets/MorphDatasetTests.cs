using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class MorphDatasetTests
{
    private const string Table = "morph_2008_nonCommercial.csv";
    private const string Header =
        "id_num,picture_num,dob,doa,race,gender,facial_hair,age,age_diff,glasses,photo";

    private static readonly string Folder = Path.Combine(SampleChecks.Distributed, "MORPH2");

    [Theory]
    [InlineData("all")]
    [InlineData("fold0_train")]
    [InlineData("fold0_test")]
    public void Distribution_matches_its_description(string split)
    {
        var expected = Expected.Split("MORPH-II", split, "B");

        var dataset = DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, SampleChecks.Distributed, split);

        SampleChecks.AssertEnds(expected, dataset, Folder);
        Assert.Equal(expected.GetProperty("ages").Integers(), dataset.Ages());
    }

    [Fact]
    public void Folds_divide_the_pictures_and_train_and_test_are_the_first()
    {
        var all = new MorphDataset(Folder, "all").Names();

        for (var fold = 0; fold < 5; fold++)
        {
            var train = new MorphDataset(Folder, $"fold{fold}_train");
            var test = new MorphDataset(Folder, $"fold{fold}_test");
            Assert.Equal(all.Order(), train.Names().Concat(test.Names()).Order());
        }

        Assert.Equal(new MorphDataset(Folder, "fold0_train").Names(), new MorphDataset(Folder, "train").Names());
        Assert.Equal(new MorphDataset(Folder, "fold0_test").Names(), new MorphDataset(Folder, "test").Names());
    }

    [Fact]
    public void Without_folds_train_and_test_are_a_split_of_our_own()
    {
        using var root = new TemporaryFolder();
        File.Copy(Path.Combine(Folder, Table), root.Combine(Table));

        var (train, test) = (new MorphDataset(root.Path, "train"), new MorphDataset(root.Path, "test"));

        Assert.Equal(
            new MorphDataset(Folder, "all").Names().Order(),
            train.Names().Concat(test.Names()).Order());
        var error = Assert.Throws<DatasetException>(() => new MorphDataset(root.Path, "fold0_train"));
        Assert.EndsWith("known splits: all, train, test.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layout_that_is_asked_for_is_read_even_if_the_other_is_there()
    {
        using var root = TemporaryFolder.CopyOf(Folder);
        root.Write("label/RANDOM_80_20/train.txt", "a.jpg 30\n");

        Assert.Equal(["a.jpg"], new MorphDataset(root.Path, "train").Names());
        Assert.Equal(18, new MorphDataset(root.Path, "all", DatasetLayout.Distributed).Count);
    }

    [Theory]
    [InlineData("1,2,3", 3, "expected 11 columns, got 3")]
    [InlineData("1,0,d,d,W,M,N,3,5,N,A/x.JPG,", 3, "expected 11 columns, got 12")]
    [InlineData("1,0,d,d,W,M,N,3.5,0,N,A/x.JPG", 3, "expected an age in years as a whole number, got '3.5'")]
    [InlineData("1,0,d,d,W,M,N,-3,0,N,A/x.JPG", 3, "expected an age from 0 to 100 years, got -3")]
    [InlineData("1,0,d,d,W,M,N,30,0,N,../x.JPG", 3, "'../x.JPG' leads elsewhere")]
    public void A_broken_table_is_reported_with_its_line(string row, int line, string problem)
    {
        using var root = new TemporaryFolder();
        var table = root.Write(Table, $"{Header}\r\n1,0,d,d,W,M,N,30,0,N,A/a.JPG\r\n{row}\r\n");

        SampleChecks.AssertProblem(table, line, problem, () => _ = new MorphDataset(root.Path, "all"));
    }

    [Theory]
    [InlineData("", null, "expected a line of column names, the file is empty")]
    [InlineData("age,photos\n3,a.JPG\n", 1, "expected a column 'photo', found age, photos; 'photos' comes")]
    [InlineData(Header, null, "no samples for split 'all'")]
    public void A_table_without_rows_or_columns_is_reported(string text, int? line, string problem)
    {
        using var root = new TemporaryFolder();
        var table = root.Write(Table, text);

        SampleChecks.AssertProblem(table, line, problem, () => _ = new MorphDataset(root.Path, "all"));
    }

    [Theory]
    [InlineData("filename\tfold\nx.JPG\t0\n", Table, 2, "'a.JPG' is not in Setting_3.txt")]
    [InlineData("filename\tfold\na.JPG\tzero\n", "Setting_3.txt", 2, "a fold as a whole number, got 'zero'")]
    [InlineData("filename\tfold\na.JPG\t0\na.JPG\t1\n", "Setting_3.txt", 3, "expected each image once")]
    [InlineData("filename\tfold\n", "Setting_3.txt", null, "the list is empty")]
    public void A_broken_fold_list_is_reported(string text, string file, int? line, string problem)
    {
        using var root = new TemporaryFolder();
        root.Write(Table, $"{Header}\n1,0,d,d,W,M,N,30,0,N,A/a.JPG\n");
        root.Write("Setting_3.txt", text);

        SampleChecks.AssertProblem(root.Combine(file), line, problem, () => _ = new MorphDataset(root.Path, "train"));
    }
}
