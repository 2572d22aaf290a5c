using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Imaging;
using static Faceptor.Data.Tests.Formats.MatlabWriter;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>
/// Points that no face has are the sample's own fault in every set of landmarks: the split opens, and who reads the
/// sample hears where it stands.
/// </summary>
public sealed class LandmarkPointsTests
{
    private const string OnePlace = "lie in one place";
    private const string FarAway = "pixels or near it, point 0 is at (";

    [Theory]
    [InlineData("WFLW", "A", "face_landmarks_wflw_train.csv", 2, ',', 4, 196, OnePlace)]
    [InlineData("WFLW", "A", "face_landmarks_wflw_train.csv", 2, ',', 4, 1, FarAway)]
    [InlineData(
        "WFLW", "B", "WFLW_annotations/list_98pt_rect_attr_train_test/list_98pt_rect_attr_train.txt", 1, ' ', 0, 196,
        OnePlace)]
    [InlineData("300W", "A", "face_landmarks_300w_train.csv", 0, ',', 4, 136, OnePlace)]
    [InlineData("300W", "A", "face_landmarks_300w_train.csv", 0, ',', 4, 1, FarAway)]
    public void Points_of_a_list_are_traced_to_their_line(
        string name, string layout, string list, int line, char separator, int first, int count, string problem)
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder(name, layout));
        var path = root.Combine(list.Split('/'));
        var lines = File.ReadAllLines(path);
        line = line > 0 ? line : Array.FindIndex(lines, text => text.Contains(".jpg,", StringComparison.Ordinal)) + 1;
        var fields = lines[line - 1].Split(separator);
        fields.AsSpan(first, count).Fill(count == 1 ? "60000" : "50");
        lines[line - 1] = string.Join(separator, fields);
        File.WriteAllLines(path, lines);

        IFaceDataset dataset = name == "WFLW"
            ? new WflwDataset(root.Path, "train")
            : new ThreeHundredWDataset(root.Path, "train");

        SampleChecks.AssertProblem(path, line, problem, () => dataset.Read(0));
        Assert.NotNull(dataset.Read(1));
    }

    [Theory]
    [InlineData(0, 50, 7, "expected points that span a face, all 19 lie in one place, (7, 7)")]
    [InlineData(50, 0, 0, "expected a box with an area, got x 50 to 0, y 50 to 0")]
    public void Points_and_boxes_of_AFLW_are_traced_to_their_picture(byte from, byte to, byte step, string problem)
    {
        using var root = new TemporaryFolder();
        var image = new RgbImage(60, 60);
        root.Write("data/flickr/0/a.png", ImageCodec.EncodePng(image));
        byte[] points = [.. Enumerable.Range(0, 38).Select(i => step > 0 ? step : (byte)i)];
        var path = root.Write("AFLWinfo_release.mat", WholeFile(
            Variable("nameList", 1, [1, 1], Variable(string.Empty, 4, [1, 7], Element(16, "0/a.png"u8.ToArray()))),
            Variable("bbox", 6, [1, 4], Element(2, from, to, from, to)),
            Variable("data", 6, [1, 38], Element(2, points)),
            Variable("mask_new", 6, [1, 19], Element(2, new byte[19])),
            Variable("ra", 6, [1, 1], Small(2, 1))));
        var dataset = new AflwDataset(root.Path, "train", numTrainingFaces: 1);

        SampleChecks.AssertProblem(path, null, problem, () => dataset.Read(0));
    }

    [Fact]
    public void Points_of_ones_own_are_traced_to_their_line_with_a_box_too()
    {
        using var root = new TemporaryFolder();
        root.Write("a.png", ImageCodec.EncodePng(new RgbImage(40, 30)));
        var task = new FaceTask("landmarks/own", TaskFamily.Landmarks, "own", ["a", "b"]);
        var list = root.Write(
            "faces.csv",
            "path,left,top,right,bottom,x0,y0,x1,y1\na.png,0,0,30,30,5,5,5,5\na.png,0,0,30,30,5,5,900,5\n"
            + "a.png,0,0,30,30,5,5,1e300,5\na.png,0,0,30,30,5,5,20,20\n");
        var dataset = CustomDataset.Open(task, list);

        SampleChecks.AssertProblem(list, 2, "all 2 lie in one place, (5, 5)", () => dataset.Read(0));
        SampleChecks.AssertProblem(list, 3, "point 1 is at (900, 5)", () => dataset.Read(1));
        SampleChecks.AssertProblem(list, 4, "expected points in pixels, point 1 is at (", () => dataset.Read(2));
        Assert.NotNull(dataset.Read(3));
    }
}
