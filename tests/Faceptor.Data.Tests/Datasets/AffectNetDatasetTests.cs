using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Datasets;

public sealed class AffectNetDatasetTests
{
    private const string List = "Manually_Annotated_file_lists/training.csv";

    private static readonly string Folder = Path.Combine(SampleChecks.Distributed, "AffectNet");

    [Theory]
    [InlineData("training", "train")]
    [InlineData("validation", "test")]
    public void Distribution_matches_its_description(string split, string otherWord)
    {
        var expected = Expected.Split("AffectNet", split, "B");

        var dataset = DatasetRegistry.Known.Open(FaceTasks.ExpressionAffectNet, SampleChecks.Distributed, split);

        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.Count);
        Assert.Equal(expected.GetProperty("expressions").Integers(), dataset.Expressions());
        Assert.Equal(dataset.Names(), new AffectNetDataset(Folder, otherWord).Names());
        foreach (var sample in new[] { expected.GetProperty("first"), expected.GetProperty("last") })
        {
            var index = sample.GetProperty("index").GetInt32();
            var path = Path.Combine(Folder, sample.GetProperty("file").GetString()!);
            Assert.Equal(path, dataset.FindImage(index));
            AssertCrop(ImageCodec.Read(path), sample.GetProperty("face_xywh").Integers(), dataset.Read(index).Image);
        }
    }

    [Fact]
    public void Rows_without_a_usable_box_or_class_are_left_out()
    {
        using var root = new TemporaryFolder();
        root.Write(List, string.Join(
            "\r\n",
            "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal",
            "1/null.jpg,NULL,NULL,NULL,NULL,,3,0,0",
            "1/negative.jpg,-5,1,20,20,,3,0,0",
            "1/flat.jpg,5,1,20,0,,3,0,0",
            "1/contempt.jpg,5,1,20,20,,7,0,0",
            "1/good.jpg,134.0,1.9,20.5,20,,3,0,0",
            string.Empty));

        var dataset = new AffectNetDataset(root.Path, "train");

        Assert.Equal(["1/good.jpg"], dataset.Names());
    }

    [Fact]
    public void A_box_drops_its_fractions_and_ends_at_the_picture()
    {
        using var root = new TemporaryFolder();
        root.Write(List, "1/a.png,10.9,5.2,100,7.9,,0,0,0\n1/a.png,90,5,10,10,,0,0,0\n");
        var image = new RgbImage(40, 30);
        new Random(1).NextBytes(image.Pixels);
        root.Write("Manually_Annotated_Images/1/a.png", ImageCodec.EncodePng(image));
        var dataset = new AffectNetDataset(root.Path, "train");

        AssertCrop(image, [10, 5, 30, 7], dataset.Read(0).Image);
        SampleChecks.AssertProblem(
            root.Combine("Manually_Annotated_file_lists", "training.csv"),
            2,
            "expected a face box that meets the image of 40 x 30 pixels, got x 90, y 5, 10 x 10",
            () => dataset.Read(1));
    }

    [Theory]
    [InlineData("1/a.jpg,1,2,3,4,,0,0", "expected 9 columns, got 8")]
    [InlineData("1/a.jpg,1,2,3,4,,happy,0,0", "expected an expression class as a whole number, got 'happy'")]
    [InlineData("1/a.jpg,1,2,3,4,,11,0,0", "expected an expression class from 0 to 10, got 11")]
    [InlineData("1/a.jpg,1,2x,3,4,,1,0,0", "expected a number of the face box as a number, got '2x'")]
    [InlineData("../../a.jpg,1,2,3,4,,1,0,0", "'../../a.jpg' leads elsewhere")]
    public void A_broken_list_is_reported_with_its_line(string row, string problem)
    {
        using var root = new TemporaryFolder();
        var list = root.Write(List, $"1/a.jpg,1,2,3,4,,0,0,0\n{row}\n");

        SampleChecks.AssertProblem(list, 2, problem, () => _ = new AffectNetDataset(root.Path, "training"));
    }

    private static void AssertCrop(RgbImage whole, int[] box, RgbImage crop)
    {
        Assert.Equal((box[2], box[3]), (crop.Width, crop.Height));
        for (var y = 0; y < crop.Height; y++)
        {
            Assert.Equal(whole.Row(box[1] + y).Slice(3 * box[0], 3 * box[2]), crop.Row(y));
        }
    }
}
