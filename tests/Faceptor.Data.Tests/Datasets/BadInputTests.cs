using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>What a user reads when files are missing or wrong.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string> SupportedTasks => [.. DatasetRegistry.Known.Tasks.Select(task => task.Id)];

    [Theory]
    [MemberData(nameof(SupportedTasks))]
    public void A_missing_folder_is_named(string id)
    {
        using var root = new TemporaryFolder();
        var task = FaceTasks.Get(id);

        var error = Assert.Throws<DatasetException>(() => DatasetRegistry.Known.Open(task, root.Path, "train"));

        Assert.Equal(DatasetRegistry.Known.GetFolder(task, root.Path), error.Path);
        Assert.Contains($"the folder of {task.DatasetName} does not exist", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SupportedTasks))]
    public void An_unknown_split_gets_the_list_of_known_ones(string id)
    {
        var task = FaceTasks.Get(id);

        var error = Assert.Throws<DatasetException>(() => DatasetRegistry.Known.Open(task, Expected.Root, "nonsense"));

        Assert.Contains("unknown split 'nonsense'; known splits: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(DatasetRegistry.Known.Get(task).TrainingSplit, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_root_is_named()
    {
        var error = Assert.Throws<DatasetException>(() => DatasetRegistry.Known.FindTasks("/nowhere/at/all"));

        Assert.Equal("/nowhere/at/all", error.Path);
    }

    [Fact]
    public void A_missing_list_is_named()
    {
        using var root = new TemporaryFolder();

        var error = Assert.Throws<DatasetException>(
            () => new MorphDataset(root.Path, "train", DatasetLayout.Prepared));

        Assert.Equal(root.Combine("label", "RANDOM_80_20", "train.txt"), error.Path);
    }

    [Fact]
    public void An_empty_list_is_refused()
    {
        using var root = new TemporaryFolder();
        root.Write("label.txt", "\n");

        var error = Assert.Throws<DatasetException>(() => new RafDbDataset(root.Path, "train"));

        Assert.Contains("no samples for split 'train'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_picture_is_traced_to_its_line()
    {
        using var root = new TemporaryFolder();
        var list = root.Write("label/train.txt", "\na.jpg 9\nb.jpg 3\n");

        var error = Assert.Throws<DatasetException>(() => new AffectNetDataset(root.Path, "train").Read(0));

        Assert.Equal((list, 3), (error.Path, error.Line));
        Assert.Contains(root.Combine("data", "b.jpg"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_300W_picture_is_traced_past_comments_and_empty_lines()
    {
        using var root = new TemporaryFolder();
        var row = string.Join(
            ',',
            Enumerable.Range(0, 139).Select(i => (i + 1).ToString(CultureInfo.InvariantCulture)));
        root.Write("face_landmarks_300w_train.csv", $"header\r\n# comment\r\n\r\nafw/x.jpg,{row}\r\n");

        var error = Assert.Throws<DatasetException>(() => new ThreeHundredWDataset(root.Path, "train").Read(0));

        Assert.Equal(4, error.Line);
    }

    [Fact]
    public void A_300W_box_that_misses_the_picture_is_traced_to_its_line()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "300W"));
        var list = root.Combine("face_landmarks_300w_train.csv");
        var lines = File.ReadAllLines(list);
        var at = Array.FindIndex(lines, line => line.StartsWith("afw/", StringComparison.Ordinal));
        var fields = lines[at].Split(',');
        fields[2] = "90000";
        lines[at] = string.Join(',', fields);
        File.WriteAllLines(list, lines);
        var dataset = new ThreeHundredWDataset(root.Path, "train");

        var error = Assert.Throws<DatasetException>(() => dataset.Read(
            Enumerable.Range(0, dataset.Count).First(index => dataset.ReadLabel(index) is LandmarkLabel
            {
                Box.Left: > 80000,
            })));

        Assert.Equal((list, at + 1), (error.Path, error.Line));
        Assert.Contains("expected a box that meets the image of", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_picture_is_named()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "MORPH2"));
        var dataset = new MorphDataset(root.Path, "train");
        var path = root.Combine("data", dataset.GetName(0));
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);

        var error = Assert.Throws<DatasetException>(() => dataset.Read(0));

        Assert.Equal(path, error.Path);
        Assert.Contains("cut off or damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("only.jpg", "expected at least 2 columns, a path and a label, got 1 ('only.jpg')")]
    [InlineData("a.jpg x", "expected an age in years as a whole number, got 'x'")]
    [InlineData("a.jpg 101", "expected an age from 0 to 100 years, got 101")]
    public void A_broken_age_list_is_reported_with_its_line(string text, string problem)
    {
        using var root = new TemporaryFolder();
        var list = root.Write("label/RANDOM_80_20/train.txt", $"a.jpg 30\r\n{text}");

        var error = Assert.Throws<DatasetException>(() => new MorphDataset(root.Path, "train"));

        Assert.StartsWith($"{list}, line 2: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train_1.jpg 4 5", 3)]
    [InlineData("train_1.jpg", 1)]
    public void A_two_column_list_with_another_number_of_columns_is_refused(string text, int numColumns)
    {
        using var root = new TemporaryFolder();
        var list = root.Write("label.txt", $"train_0.jpg 1\n{text}\n");

        var error = Assert.Throws<DatasetException>(() => new RafDbDataset(root.Path, "train"));

        Assert.StartsWith(
            $"{list}, line 2: expected 2 columns, a path and a label, got {numColumns} ('{text}');", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_partition_with_a_third_column_is_refused()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "CelebAMask-HQ"));
        File.AppendAllText(root.Combine("list_eval_partition.txt"), "\n200000.jpg 0 0\n");

        var error = Assert.Throws<DatasetException>(() => new CelebAMaskHqDataset(root.Path, "test"));

        Assert.Equal(root.Combine("list_eval_partition.txt"), error.Path);
        Assert.Contains("got 3 ('200000.jpg 0 0')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_go_on_after_the_label_are_read_where_the_layout_allows_it()
    {
        using var root = new TemporaryFolder();
        root.Write("label/RANDOM_80_20/train.txt", "a.jpg 30 M W\n");
        root.Write("label/train.txt", "a.jpg 3 0.5 -0.5\n");

        Assert.Equal(new AgeLabel(30), new MorphDataset(root.Path, "train").ReadLabel(0));
        Assert.Equal(
            new ExpressionLabel(Expression.Surprise), new AffectNetDataset(root.Path, "train").ReadLabel(0));
    }

    [Theory]
    [InlineData("0", "expected an expression class from 1 to 7, got 0")]
    [InlineData("8", "expected an expression class from 1 to 7, got 8")]
    public void An_unknown_class_is_reported_with_its_line(string label, string problem)
    {
        using var root = new TemporaryFolder();
        root.Write("label.txt", $"train_1.jpg {label}\n");

        var error = Assert.Throws<DatasetException>(() => new RafDbDataset(root.Path, "train"));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Line);
    }

    [Fact]
    public void A_list_with_another_number_of_columns_is_reported()
    {
        using var root = new TemporaryFolder();
        root.Write("face_landmarks_300w_train.csv", "header\nafw/x.jpg,1,2,3\n");

        var error = Assert.Throws<DatasetException>(() => new ThreeHundredWDataset(root.Path, "train"));

        Assert.Equal(2, error.Line);
        Assert.Contains("expected 140 columns, got 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "CelebAMask-HQ"));
        var dataset = new CelebAMaskHqDataset(root.Path, "test");
        var mask = Directory.EnumerateFiles(root.Combine("CelebAMask-HQ-mask-anno", "0"), "00000_skin.png").Single();
        File.Copy(Path.Combine(RepositoryPaths.Golden("picture_grey.png")), mask, overwrite: true);

        var error = Assert.Throws<DatasetException>(() => dataset.Read(0));

        Assert.Equal(mask, error.Path);
        Assert.Contains("expected a mask of 512 x 512 pixels, got 180 x 150", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_without_any_mask_is_refused_instead_of_being_all_background()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "CelebAMask-HQ"));
        var folder = root.Combine("CelebAMask-HQ-mask-anno", "0");
        foreach (var mask in Directory.GetFiles(folder, "00000_*.png"))
        {
            File.Delete(mask);
        }

        var error = Assert.Throws<DatasetException>(() => new CelebAMaskHqDataset(root.Path, "test").ReadLabel(0));

        Assert.Equal(
            $"{Path.Combine(folder, "00000_*.png")}: expected at least one mask of image 0, found none; "
            + "extract the masks again.",
            error.Message);
    }

    [Fact]
    public void A_mask_folder_that_is_missing_is_named()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.Root, "CelebAMask-HQ"));
        Directory.Delete(root.Combine("CelebAMask-HQ-mask-anno", "0"), recursive: true);

        var error = Assert.Throws<DatasetException>(() => new CelebAMaskHqDataset(root.Path, "test").ReadLabel(0));

        Assert.Equal(root.Combine("CelebAMask-HQ-mask-anno", "0"), error.Path);
    }

    [Fact]
    public void An_attribute_pickle_without_its_entries_is_reported()
    {
        using var root = new TemporaryFolder();
        root.Write("label.pkl", Encoding.Latin1.GetBytes("(dS'attr'\n(lS'x'\nI1\ns."));

        var error = Assert.Throws<DatasetException>(() => new CelebADataset(root.Path, "test"));

        Assert.Equal(root.Combine("label.pkl"), error.Path);
    }

    [Fact]
    public void A_hostile_attribute_pickle_is_refused_by_name()
    {
        using var root = new TemporaryFolder();
        File.Copy(RepositoryPaths.Golden("hostile_raw.pth"), root.Combine("label.pkl"));

        var error = Assert.Throws<DatasetException>(() => new CelebADataset(root.Path, "test"));

        Assert.Contains("'posix.system'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_off_record_file_is_reported()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.FixtureRoot, "variants", "MS1MV3-plain"));
        using (var file = File.OpenWrite(root.Combine("train.rec")))
        {
            file.SetLength(file.Length - 100);
        }

        using var dataset = new Ms1mV3Dataset(root.Path, "train");
        var error = Assert.Throws<DatasetException>(() => dataset.Read(dataset.Count - 1));

        Assert.Equal(root.Combine("train.rec"), error.Path);
        Assert.Contains("are left; the file is cut off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_outside_the_property_file_is_reported()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.FixtureRoot, "variants", "MS1MV3-plain"));
        File.WriteAllText(root.Combine("property"), "2,112,112");
        using var dataset = new Ms1mV3Dataset(root.Path, "train");

        var error = Assert.Throws<DatasetException>(() => dataset.ReadLabel(dataset.Count - 1));

        Assert.Contains("expected an identity from 0 to 1, 2 is stored", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_starts_elsewhere_is_reported()
    {
        using var root = TemporaryFolder.CopyOf(Path.Combine(Expected.FixtureRoot, "variants", "MS1MV3-plain"));
        var bytes = File.ReadAllBytes(root.Combine("train.rec"));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 0xdeadbeef);
        File.WriteAllBytes(root.Combine("train.rec"), bytes);

        var error = Assert.Throws<DatasetException>(() => new Ms1mV3Dataset(root.Path, "train"));

        Assert.Contains(
            "the magic number 0xced7230a was expected, got 0xdeadbeef",
            error.Message,
            StringComparison.Ordinal);
    }
}
