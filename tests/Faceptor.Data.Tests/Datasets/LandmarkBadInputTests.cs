using Faceptor.Data.Datasets;
using static Faceptor.Data.Tests.Formats.MatlabWriter;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>What a user reads when files of a landmark dataset are missing or wrong.</summary>
public sealed class LandmarkBadInputTests
{
    private const string Prepared = "face_landmarks_wflw_train.csv";
    private const string Distributed =
        "WFLW_annotations/list_98pt_rect_attr_train_test/list_98pt_rect_attr_train.txt";

    [Theory]
    [InlineData("WFLW", "WFLW_annotations (Distributed)")]
    [InlineData("300W", "ibug (Distributed)")]
    public void An_empty_folder_tells_what_was_looked_for(string name, string sought)
    {
        using var root = new TemporaryFolder();

        var error = Assert.Throws<DatasetException>(() => Open(name, root.Path, "train"));

        Assert.Equal(root.Path, error.Path);
        Assert.Contains("_train.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(sought, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A", Prepared, 2, 7, "3,5", "expected 200 columns, got 201")]
    [InlineData("A", Prepared, 2, 7, "3.x", "expected column 8 as a number, got '3.x'")]
    [InlineData("A", Prepared, 2, 1, "0", "expected a scale above 0, got '0'")]
    [InlineData("A", Prepared, 2, 0, "../../x.jpg", "expected the path of an image below")]
    [InlineData("B", Distributed, 1, 7, "3,5", "expected field 8 as a number, got '3,5'")]
    [InlineData("B", Distributed, 1, 206, "../x.jpg", "expected the path of an image below")]
    [InlineData("B", Distributed, 1, 206, "", "expected 207 fields, got 206")]
    public void A_broken_line_of_WFLW_is_reported(
        string layout, string list, int line, int column, string text, string problem)
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("WFLW", layout));
        using var culture = new GermanCulture();
        var path = root.Combine(list.Split('/'));
        var lines = File.ReadAllLines(path);
        var separator = layout == "A" ? ',' : ' ';
        var fields = lines[line - 1].Split(separator);
        fields[column] = text;
        lines[line - 1] = string.Join(separator, fields);
        File.WriteAllLines(path, lines);

        var error = Assert.Throws<DatasetException>(() => new WflwDataset(root.Path, "train"));

        Assert.StartsWith($"{path}, line {line}: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A", "face_landmarks_wflw_test_blur.csv")]
    [InlineData("B", "WFLW_annotations/list_98pt_test/list_98pt_test_blur.txt")]
    public void A_list_of_WFLW_that_is_missing_empty_or_cut_off_is_named(string layout, string list)
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("WFLW", layout));
        var path = root.Combine(list.Split('/'));
        var text = File.ReadAllText(path);
        string Problem() => Assert.Throws<DatasetException>(() => new WflwDataset(root.Path, "test_blur")).Message;

        File.WriteAllText(path, text[..(text.Length - 200)]);
        Assert.StartsWith($"{path}, line ", Problem(), StringComparison.Ordinal);
        File.WriteAllText(path, string.Empty);
        Assert.StartsWith($"{path}: no samples for split 'test_blur'", Problem(), StringComparison.Ordinal);
        File.Delete(path);
        Assert.StartsWith($"{path}: the list cannot be read", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_the_parts_of_WFLWs_test_may_have_the_long_form()
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("WFLW", "B"));
        File.Copy(
            root.Combine("WFLW_annotations", "list_98pt_rect_attr_train_test", "list_98pt_rect_attr_test.txt"),
            root.Combine("WFLW_annotations", "list_98pt_test", "list_98pt_test_blur.txt"),
            overwrite: true);

        Assert.Equal(
            DatasetAssert.Names(new WflwDataset(root.Path, "test")),
            DatasetAssert.Names(new WflwDataset(root.Path, "test_blur")));
    }

    [Fact]
    public void Decimal_points_of_a_300W_list_are_read_in_every_culture()
    {
        var expected = new ThreeHundredWDataset(Expected.Folder("300W"), "train").ReadLabel(0);
        using var culture = new GermanCulture();

        var actual = (LandmarkLabel)new ThreeHundredWDataset(Expected.Folder("300W"), "train").ReadLabel(0);

        Assert.Equal(((LandmarkLabel)expected).Points.AsEnumerable(), actual.Points);
    }

    [Fact]
    public void A_300W_folder_without_pictures_of_a_split_is_named()
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("300W", "B"));
        Directory.Delete(root.Combine("lfpw", "testset"), recursive: true);

        var error = Assert.Throws<DatasetException>(() => new ThreeHundredWDataset(root.Path, "common"));

        Assert.Equal(root.Combine("lfpw/testset"), error.Path);
    }

    [Fact]
    public void Points_of_300W_without_a_picture_or_in_one_place_are_named()
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("300W", "B"));
        File.Delete(root.Combine("ibug", "image_003_1.jpg"));
        var missing = Assert.Throws<DatasetException>(() => new ThreeHundredWDataset(root.Path, "challenging").Read(0));
        var points = root.Write(
            "ibug/image_003_1.pts",
            $"n_points: 68\n{{\n{string.Concat(Enumerable.Repeat("5 5\n", 68))}}}\n");
        var oneplace = Assert.Throws<DatasetException>(
            () => new ThreeHundredWDataset(root.Path, "challenging").ReadLabel(0));

        Assert.Contains(root.Combine("ibug/image_003_1.jpg"), missing.Message, StringComparison.Ordinal);
        Assert.Equal(points, oneplace.Path);
        Assert.Contains(
            "expected points that span a face, all 68 lie in one place, (3, 3)",
            oneplace.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_COFW_file_with_other_variables_is_reported()
    {
        using var root = new TemporaryFolder();
        File.Copy(
            Path.Combine(Expected.Folder("COFW"), "COFW_test_color.mat"), root.Combine("COFW_train_color.mat"));

        var wrong = Assert.Throws<DatasetException>(() => new CofwDataset(root.Path, "train"));
        var missing = Assert.Throws<DatasetException>(() => new CofwDataset(root.Path, "test"));

        Assert.Contains(
            "'IsTr': expected this variable, the file does not hold it", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(root.Combine("COFW_test_color.mat"), missing.Path);
    }

    [Theory]
    [InlineData("ra", 3, "'ra': expected every number from 1 to 2 once, 3 is stored at place 0")]
    [InlineData("ra", 2, "'ra': expected every number from 1 to 2 once, 2 is stored at place 1")]
    [InlineData("nameList", 1, "'data': expected 1 x 38 numbers, a row for each name, 2 x 38 are stored")]
    [InlineData("data", 37, "'data': expected 2 x 38 numbers, a row for each name, 2 x 37 are stored")]
    [InlineData("path", 0, "expected the path of an image below")]
    public void An_AFLW_file_that_contradicts_itself_is_reported(string place, int value, string problem)
    {
        using var root = new TemporaryFolder();
        var path = WriteAflw(root, place, value);

        var error = Assert.Throws<DatasetException>(() => new AflwDataset(root.Path, "train", numTrainingFaces: 1));

        Assert.StartsWith($"{path}: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_AFLW_file_that_is_right_is_read_and_its_pictures_are_missed()
    {
        using var root = new TemporaryFolder();
        WriteAflw(root, string.Empty, 0);
        var dataset = new AflwDataset(root.Path, "test_full", numTrainingFaces: 1);

        var error = Assert.Throws<DatasetException>(() => dataset.Read(0));

        Assert.Equal("0/b.jpg", dataset.GetName(0));
        Assert.Contains(root.Combine("data", "flickr", "0/b.jpg"), error.Message, StringComparison.Ordinal);
    }

    private static IFaceDataset Open(string name, string root, string split) =>
        name == "WFLW" ? new WflwDataset(root, split) : new ThreeHundredWDataset(root, split);

    // Two faces; one thing may be wrong.
    private static string WriteAflw(TemporaryFolder root, string place, int value)
    {
        const byte CellClass = 1;
        const byte CharClass = 4;
        const byte DoubleClass = 6;
        var names = new[] { place == "path" ? "../../a.jpg" : "0/a.jpg", "0/b.jpg" }
            .Take(place == "nameList" ? value : 2)
            .Select(name => Variable(
                string.Empty, CharClass, [1, name.Length], Element(16, System.Text.Encoding.UTF8.GetBytes(name))))
            .ToArray();
        var numColumns = place == "data" ? value : 38;
        const byte side = 50;
        return root.Write("AFLWinfo_release.mat", WholeFile(
            Variable("nameList", CellClass, [names.Length, 1], names),
            Variable("bbox", DoubleClass, [2, 4], Element(2, 0, 0, side, side, 0, 0, side, side)),
            Variable("data", DoubleClass, [2, numColumns], Element(2, new byte[2 * numColumns])),
            Variable("mask_new", DoubleClass, [2, 19], Element(2, new byte[2 * 19])),
            Variable("ra", DoubleClass, [1, 2], Small(2, (byte)(place == "ra" ? value : 1), 2))));
    }
}
