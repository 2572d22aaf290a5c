using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Datasets.Custom;

public sealed class CustomDatasetTests
{
    private static readonly FaceTask Hats = new("attributes/own", TaskFamily.Attributes, "own", ["Hat", "Red Nose"]);
    private static readonly FaceTask Moods =
        new("expression/own", TaskFamily.Expression, "own", ["bored", "wide awake"]);

    private static readonly FaceTask Points =
        new("landmarks/own", TaskFamily.Landmarks, "own", ["eye", "nose", "chin"]);

    private static readonly FaceTask Masks = new("parsing/own", TaskFamily.Parsing, "own", ["background", "face"]);
    private static readonly FaceTask People = new("identity/own", TaskFamily.Identity, "own", []);

    private static readonly RgbImage Image = DrawNoise(40, 30);

    [Fact]
    public void Sub_folders_are_persons_in_ordinal_order()
    {
        using var root = new TemporaryFolder();
        WriteImages(root, "b/2.png", "b/1.png", "a 1/1.png", "a/1.png");
        root.Write("b/notes.txt", "no image");

        var dataset = CustomDataset.Open(People, root.Path);

        Assert.Equal((People, "all", 3), (dataset.Task, dataset.Split, dataset.NumIdentities));
        Assert.Equal(["a/1.png", "a 1/1.png", "b/1.png", "b/2.png"], dataset.Names());
        Assert.Equal([0, 1, 2, 2], dataset.Labels<IdentityLabel>().Select(label => label.Identity));
        Assert.Equal(Image.Pixels, dataset.Read(3).Image.Pixels);
    }

    [Fact]
    public void Sub_folders_are_classes_or_ages_below_the_split()
    {
        using var root = new TemporaryFolder();
        WriteImages(root, "train/Wide_Awake/1.png", "train/bored/1.png", "test/bored/2.png", "ages/34/1.png");

        Assert.Equal([1, 0], CustomDataset.Open(Moods, root.Path, "train").Expressions());
        Assert.Equal(["bored/2.png"], CustomDataset.Open(Moods, root.Path, "test").Names());
        Assert.Equal([34], CustomDataset.Open(FaceTasks.AgeMorph2, root.Path, "ages").Ages());
    }

    [Theory]
    [InlineData("list.csv", "path,split,left,top,right,bottom,age\na.png,train,,,,,30\na.png,test,10,5,30.4,24.5,31\n")]
    [InlineData("list.jsonl", """
        {"path": "a.png", "split": "train", "age": 30}

        {"path": "a.png", "split": "test", "box": [10, 5, 30.4, 24.5], "age": "31", "note": "ignored"}
        """)]
    public void Lists_give_ages_and_boxes_cut_the_face_out(string file, string text)
    {
        using var root = new TemporaryFolder();
        WriteImages(root, "a.png");
        var list = root.Write(file, text);

        var all = CustomDataset.Open(FaceTasks.AgeUtkFace, list);
        var test = CustomDataset.Open(FaceTasks.AgeUtkFace, list, "test");

        Assert.Equal([30, 31], all.Ages());
        Assert.Equal([31], test.Ages());
        Assert.Equal((40, 30), SizeOf(all.Read(0).Image));
        var crop = test.Read(0).Image;
        Assert.Equal((20, 20), SizeOf(crop));
        Assert.Equal(Image.Row(5).Slice(3 * 10, 3 * 20).ToArray(), crop.Row(0).ToArray());
        Assert.Equal(Image.Row(24).Slice(3 * 10, 3 * 20).ToArray(), crop.Row(19).ToArray());
    }

    [Theory]
    [InlineData("list.csv", "PATH, hat ,red_nose,remark\na.png,1,0,x\na.png,,1,\"with, comma\"\n")]
    [InlineData("list.jsonl", """
        {"path": "a.png", "Hat": true, "Red Nose": 0}
        {"path": "a.png", "attributes": {"hat": null, "red nose": "1"}}
        """)]
    public void Lists_give_attributes_by_the_names_of_the_task(string file, string text)
    {
        using var root = new TemporaryFolder();

        var dataset = CustomDataset.Open(Hats, root.Write(file, text));

        Assert.Equal([[1, 0], [-1, 1]], dataset.Labels<AttributesLabel>().Select(label => label.Values.ToArray()));
    }

    [Theory]
    [InlineData("list.csv", "path,x0,y0,x1,y1,x2,y2\na.png,10.5,12,20,8,14,25.5\n")]
    [InlineData("list.jsonl", """{"path": "a.png", "landmarks": [10.5, 12, 20, 8, 14, 25.5]}""")]
    [InlineData("list.jsonl", """{"path": "a.png", "landmarks": [[10.5, 12], [20, 8], [14, 25.5]]}""")]
    public void Landmarks_without_a_box_get_the_square_around_them(string file, string text)
    {
        using var root = new TemporaryFolder();
        WriteImages(root, "a.png");

        var sample = CustomDataset.Open(Points, root.Write(file, text)).Read(0);

        var label = Assert.IsType<LandmarkLabel>(sample.Label);
        Assert.Equal([new Vector2(10.5f, 12), new Vector2(20, 8), new Vector2(14, 25.5f)], label.Points);
        Assert.Equal(new FaceBox(8, 6, 26, 24), label.Box); // x 10 to 20, y 8 to 26
        Assert.Equal((40, 30), SizeOf(sample.Image));
    }

    [Fact]
    public void The_box_of_landmarks_is_the_face_box_and_moves_nothing()
    {
        using var root = new TemporaryFolder();
        WriteImages(root, "a.png");
        var list = root.Write(
            "a.csv", "path,left,top,right,bottom,x0,y0,x1,y1,x2,y2\na.png,-3.5,2,30,29,1,2,3,4,5,6\n");

        var sample = CustomDataset.Open(Points, list).Read(0);

        var label = Assert.IsType<LandmarkLabel>(sample.Label);
        Assert.Equal(new FaceBox(2, -3.5f, 29, 30), label.Box);
        Assert.Equal(new Vector2(1, 2), label.Points[0]);
        Assert.Equal((40, 30), SizeOf(sample.Image));
    }

    [Fact]
    public void Masks_are_grey_pictures_of_the_same_size()
    {
        using var root = new TemporaryFolder();
        WriteImages(root, "a.png");
        var classes = new byte[40 * 30];
        classes[45] = 1;
        root.Write("m.png", ImageCodec.EncodePng(new LabelMap(40, 30, classes)));
        root.Write("small.png", ImageCodec.EncodePng(new LabelMap(4, 3, new byte[12])));
        classes[46] = 2;
        var high = root.Write("high.png", ImageCodec.EncodePng(new LabelMap(40, 30, classes)));
        var list = root.Write(
            "a.csv", "path,mask\na.png,m.png\na.png,small.png\na.png,high.png\na.png,none.png");
        var dataset = CustomDataset.Open(Masks, list);

        var map = Assert.IsType<ParsingLabel>(dataset.Read(0).Label).Map;

        Assert.Equal([45], Enumerable.Range(0, map.Classes.Length).Where(place => map.Classes[place] == 1));
        SampleChecks.AssertProblem(
            list, 3, "expected a label map of 40 x 30 pixels as the image has, got 4 x 3", () => dataset.Read(1));
        SampleChecks.AssertProblem(
            high, null, "expected classes 0 to 1 as grey values, 2 is there", () => dataset.ReadLabel(2));
        SampleChecks.AssertProblem(list, 5, "does not exist", () => dataset.ReadLabel(3));
    }

    [Fact]
    public void Identities_have_the_same_numbers_in_every_split()
    {
        using var root = new TemporaryFolder();
        var list = root.Write(
            "a.csv", "path,identity,split\na\\1.png,zoe,train\nb/1.png,adam,test\nb/2.png,zoe,test\n");

        var (train, test) = (CustomDataset.Open(People, list, "train"), CustomDataset.Open(People, list, "test"));

        Assert.Equal(2, train.NumIdentities);
        Assert.Equal([1], train.Labels<IdentityLabel>().Select(label => label.Identity));
        Assert.Equal([0, 1], test.Labels<IdentityLabel>().Select(label => label.Identity));
        Assert.Equal(root.Combine("a", "1.png"), train.FindImage(0));
    }

    // What is predicted on aligned faces is not learned on cut ones.
    [Fact]
    public void Boxes_of_a_task_that_aligns_faces_are_refused()
    {
        using var root = new TemporaryFolder();
        var list = root.Write("a.csv", "path,age,left,top,right,bottom\na.png,3,1,2,5,9\n");
        var labels = FaceTasks.AgeMorph2.Labels;
        var aligned = new FaceTask("age/mine", TaskFamily.Age, "mine", labels) { Framing = FaceFraming.ArcFace };

        SampleChecks.AssertProblem(
            list, 2, "framing 'arcface' of age/mine says, got a box to cut out", () => CustomDataset.Open(aligned, list));
        Assert.Equal(1, CustomDataset.Open(new FaceTask("age/mine", TaskFamily.Age, "mine", labels), list).Count);
        Assert.Equal(1, CustomDataset.Open(FaceTasks.AgeMorph2, list).Count);
    }

    [Fact]
    public void A_list_of_masks_cannot_align_by_five_points()
    {
        using var root = new TemporaryFolder();
        var list = root.Write("a.csv", "path,mask\na.png,m.png\n");

        SampleChecks.AssertProblem(
            list, null, "which needs five points that lists do not hold", () => CustomDataset.Open(FaceTasks.ParsingLaPa, list));
    }

    [Theory]
    [InlineData("path,aeg\n", 1, "expected a column 'age', found path, aeg; rename 'aeg' if you meant it.")]
    [InlineData("path;age\n", 1, "expected a column 'path', found path;age; add it.")]
    [InlineData("path,age,left,top,rigth,bottom\n", 1, "expected a column 'right'")]
    [InlineData("path,age,Age\n", 1, "column 'Age' stands there twice")]
    [InlineData("path,age\na.png\n", 2, "expected 2 columns, got 1")]
    [InlineData("path,age\na.png,\n", 2, "expected a value in column 'age', it is empty")]
    [InlineData("path,age\n,3\n", 2, "expected a value in column 'path', it is empty")]
    [InlineData("path,age\na.png,\"3,5\"\n", 2, "expected an age in years as a whole number, got '3,5'")]
    [InlineData("path,age\na.png,101\n", 2, "expected an age from 0 to 100 years, got 101")]
    [InlineData("path,age\n../a.png,3\n", 2, "'../a.png' leads elsewhere")]
    [InlineData("path,age\n..\\a.png,3\n", 2, "'../a.png' leads elsewhere")]
    [InlineData("path,age,left,top,right,bottom\na.png,3,1,2,3,\n", 2, "the box's bottom as a number, got ''")]
    [InlineData("path,age,left,top,right,bottom\na.png,3,5,2,5,9\n", 2, "got 5 to 5 and 2 to 9")]
    [InlineData("path,age\n", null, "no samples for split 'all'")]
    [InlineData("", null, "expected a line of column names, the file is empty")]
    public void A_broken_csv_is_reported(string text, int? line, string problem)
    {
        using var root = new TemporaryFolder();
        var list = root.Write("a.csv", text);

        SampleChecks.AssertProblem(list, line, problem, () => CustomDataset.Open(FaceTasks.AgeMorph2, list));
    }

    [Theory]
    [InlineData("{\"path\": \"a.png\", \"age\": 3", "expected an object in JSON on a line of its own")]
    [InlineData("[1]", "expected an object in JSON, got Array")]
    [InlineData("{\"path\": \"a.png\", \"ages\": 3}", "rename 'ages' if you meant it")]
    [InlineData("{\"path\": \"a.png\", \"age\": 3.5}", "whole number, got '3.5'")]
    [InlineData("{\"path\": \"a.png\", \"age\": {}}", "whole number, got '{}'")]
    [InlineData("{\"path\": \"a.png\", \"age\": 3, \"box\": [1, 2, 3]}", "got 3 numbers")]
    public void Broken_lines_of_json_are_reported(string text, string problem)
    {
        using var root = new TemporaryFolder();
        var list = root.Write("a.jsonl", $"{{\"path\": \"a.png\", \"age\": 3}}\n{text}\n");

        SampleChecks.AssertProblem(list, 2, problem, () => CustomDataset.Open(FaceTasks.AgeMorph2, list));
    }

    [Fact]
    public void What_a_task_does_not_know_is_reported()
    {
        using var root = new TemporaryFolder();
        var hats = root.Write("hats.csv", "path,hat,red nose\na.png,yes,0\n");
        var minus = root.Write("minus.jsonl", "{\"path\": \"a.png\", \"hat\": -1, \"red nose\": 1}\n");
        var moods = root.Write("moods.csv", "path,expression\na.png,boredd\n");
        var points = root.Write("points.csv", "path,x0,y0,x1,y1,x2,y2\na.png,1,1,1,1,1,1\n");
        var few = root.Write("few.csv", "path,x0,y0,x1,y1,x2\n");

        SampleChecks.AssertProblem(
            hats,
            2,
            "expected 1 (yes), 0 (no) or nothing (unknown) in column 'Hat', got 'yes'",
            () => CustomDataset.Open(Hats, hats));
        SampleChecks.AssertProblem(
            minus, 1, "got '-1'; if -1 means no, as in CelebA's lists, write 0.", () => CustomDataset.Open(Hats, minus));
        SampleChecks.AssertProblem(
            moods,
            2,
            "expected one of bored, wide awake, got 'boredd'; did you mean 'bored'?",
            () => CustomDataset.Open(Moods, moods));
        WriteImages(root, "a.png");
        SampleChecks.AssertProblem(
            points, 2, "all 3 lie in one place, (1, 1)", () => CustomDataset.Open(Points, points).Read(0));
        SampleChecks.AssertProblem(few, 1, "expected a column 'y2'", () => CustomDataset.Open(Points, few));
        SampleChecks.AssertProblem(
            hats,
            1,
            "expected a column 'split', found path, hat, red nose; add it.",
            () => CustomDataset.Open(Hats, hats, "train"));
    }

    [Fact]
    public void Folders_that_say_nothing_are_reported()
    {
        using var root = new TemporaryFolder();
        WriteImages(root, "happy/1.png");
        var empty = Directory.CreateDirectory(root.Combine("moods", "bored")).FullName;

        SampleChecks.AssertProblem(
            root.Combine("happy"),
            null,
            "expected one of bored, wide awake, got 'happy'",
            () => CustomDataset.Open(Moods, root.Path));
        SampleChecks.AssertProblem(
            root.Path,
            null,
            "expected a .csv or .jsonl list for task 'attributes/own'",
            () => CustomDataset.Open(Hats, root.Path));
        SampleChecks.AssertProblem(
            root.Combine("happy"), null, "expected sub-folders", () => CustomDataset.Open(People, root.Combine("happy")));
        SampleChecks.AssertProblem(
            empty, null, "expected images, found none", () => CustomDataset.Open(Moods, root.Path, "moods"));
        SampleChecks.AssertProblem(
            root.Combine("none"), null, "does not exist", () => CustomDataset.Open(Moods, root.Path, "none"));
        SampleChecks.AssertProblem(
            root.Combine("none.txt"),
            null,
            "expected a folder, a .csv or a .jsonl file",
            () => CustomDataset.Open(Moods, root.Combine("none.txt")));
        SampleChecks.AssertProblem(
            root.Combine("none.csv"), null, "cannot be read", () => CustomDataset.Open(Moods, root.Combine("none.csv")));
    }

    [Fact]
    public void A_box_beside_the_picture_is_traced_to_its_line()
    {
        using var root = new TemporaryFolder();
        WriteImages(root, "a.png");
        var list = root.Write("a.csv", "path,left,top,right,bottom,age\na.png,40,0,50,9,3\n");

        SampleChecks.AssertProblem(
            list,
            2,
            "expected a box that meets the image of 40 x 30 pixels",
            () => CustomDataset.Open(FaceTasks.AgeMorph2, list).Read(0));
    }

    [Fact]
    public void A_label_with_the_name_of_another_column_is_refused()
    {
        var task = new FaceTask("attributes/own", TaskFamily.Attributes, "own", ["Left"]);

        var error = Assert.Throws<ArgumentException>(() => CustomDataset.Open(task, "a.csv"));

        Assert.Contains("label 'Left'", error.Message, StringComparison.Ordinal);
    }

    private static (int Width, int Height) SizeOf(RgbImage image) => (image.Width, image.Height);

    private static RgbImage DrawNoise(int width, int height)
    {
        var image = new RgbImage(width, height);
        new Random(7).NextBytes(image.Pixels);
        return image;
    }

    private static void WriteImages(TemporaryFolder root, params string[] names)
    {
        foreach (var name in names)
        {
            root.Write(name, ImageCodec.EncodePng(Image));
        }
    }
}
