using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Datasets;

public sealed class IjbCDatasetTests
{
    private const string Face = "1.jpg 10 10 50 10 30 30 15 50 45 50 0.5";

    private static readonly string Folder = Path.Combine(Expected.Root, "IJBC");

    [Fact]
    public void Faces_and_pairs_match_their_description()
    {
        var expected = Expected.Split("IJB-C", "faces");
        var expectedPairs = Expected.Split("IJB-C", "pairs");

        var dataset = new IjbCDataset(Folder);

        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.NumFaces);
        foreach (var item in new[] { expected.GetProperty("first"), expected.GetProperty("last") })
        {
            var index = item.GetProperty("index").GetInt32();
            var face = dataset.GetFace(index);
            Assert.Equal(Path.Combine(Folder, item.GetProperty("file").GetString()!), dataset.FindImage(index));
            Assert.Equal(item.GetProperty("template").GetInt32(), face.Template);
            Assert.Equal(item.GetProperty("media").GetInt32(), face.Medium);
            Assert.Equal(item.GetProperty("score").GetSingle(), face.Score);
            Assert.Equal(
                item.GetProperty("points").EnumerateArray().Select(point =>
                    new Vector2(point[0].GetSingle(), point[1].GetSingle())),
                face.Points);
            Expected.AssertImage(item, dataset.ReadImage(index), isExact: false);
        }

        var pairs = Enumerable.Range(0, dataset.NumPairs).Select(dataset.GetPair).ToArray();
        Assert.Equal(expectedPairs.GetProperty("count").GetInt32(), pairs.Length);
        Assert.Equal(ToPair(expectedPairs.GetProperty("first").Integers()), pairs[0]);
        Assert.Equal(ToPair(expectedPairs.GetProperty("last").Integers()), pairs[^1]);
        Assert.Equal(expectedPairs.GetProperty("positives").GetInt32(), pairs.Count(pair => pair.IsSame));
        Assert.Equal(
            Expected.Dataset("IJB-C").GetProperty("templates").Integers(),
            Enumerable.Range(0, dataset.NumFaces).Select(index => dataset.GetFace(index).Template).Distinct().Order());
    }

    [Fact]
    public void A_face_is_brought_to_its_place_and_black_where_the_picture_ends()
    {
        // The image is the aligned one at twice the size, moved by (6, -40): its first 20 rows are cut off.
        var image = new RgbImage(300, 200);
        new Random(3).NextBytes(image.Pixels);
        using var root = new TemporaryFolder();
        root.Write("loose_crop/1.png", ImageCodec.EncodePng(image));
        var points = AlignmentTemplate.ArcFace.PointsPx(112, 112).SelectMany(point => new[]
        {
            $"{(point.X * 2) + 6:R}", $"{(point.Y * 2) - 40:R}",
        });
        WriteLists(root, $"1.png {string.Join(' ', points)} 1", "1.png");

        var aligned = new IjbCDataset(root.Path).ReadAligned(0);

        Assert.Equal((112, 112), (aligned.Width, aligned.Height));
        for (var y = 0; y < 112; y++)
        {
            for (var x = 0; x < 112; x++)
            {
                var (sourceX, sourceY) = ((2 * x) + 6, (2 * y) - 40);
                var expected = sourceY >= 0 ? image.Row(sourceY).Slice(3 * sourceX, 3).ToArray() : [0, 0, 0];
                Assert.Equal(expected, aligned.Row(y).Slice(3 * x, 3).ToArray());
            }
        }
    }

    [Theory]
    [InlineData("1.jpg 1 2 3", "expected 12 columns, a name, five points and a score, got 4")]
    [InlineData("2.jpg 10 10 50 10 30 30 15 50 45 50 0.5", "expected '1.jpg' as in line 1 of")]
    [InlineData("1.jpg 10 10 50 10 30 3O 15 50 45 50 0.5", "expected column 7 as a number, got '3O'")]
    [InlineData("1.jpg 1 2 1 2 1 2 1 2 1 2 0.5", "all 5 lie in one place, (1, 2)")]
    public void Broken_points_are_reported_with_their_line(string text, string problem)
    {
        using var root = new TemporaryFolder();
        WriteLists(root, text);

        SampleChecks.AssertProblem(
            root.Combine("meta", "ijbc_name_5pts_score.txt"), 1, problem, () => _ = new IjbCDataset(root.Path));
    }

    [Theory]
    [InlineData("ijbc_face_tid_mid.txt", "", null, "the list ends before its line 1")]
    [InlineData("ijbc_name_5pts_score.txt", "", null, "the list ends before its line 1")]
    [InlineData("ijbc_face_tid_mid.txt", "1.jpg 1 x", 1, "the number of a medium as a whole number, got 'x'")]
    [InlineData("ijbc_template_pair_label.txt", "1 2", 1, "expected two templates and 1 or 0")]
    [InlineData("ijbc_template_pair_label.txt", "\n1 2 2", 2, "expected two templates and 1 or 0")]
    [InlineData("ijbc_template_pair_label.txt", "1 2 0 0", 1, "expected two templates and 1 or 0")]
    [InlineData("ijbc_template_pair_label.txt", "", null, "the list is empty")]
    public void A_broken_list_is_reported(string file, string text, int? line, string problem)
    {
        using var root = new TemporaryFolder();
        WriteLists(root, Face);
        var list = root.Write($"meta/{file}", text);

        SampleChecks.AssertProblem(list, line, problem, () => _ = new IjbCDataset(root.Path));
    }

    [Fact]
    public void A_picture_outside_the_folder_is_refused()
    {
        using var root = new TemporaryFolder();
        WriteLists(root, $"../{Face}", "../1.jpg");

        SampleChecks.AssertProblem(
            root.Combine("meta", "ijbc_name_5pts_score.txt"),
            1,
            "'../1.jpg' leads elsewhere",
            () => _ = new IjbCDataset(root.Path));
    }

    [Fact]
    public void A_missing_list_is_named()
    {
        using var root = new TemporaryFolder();
        WriteLists(root, Face);
        var list = root.Combine("meta", "ijbc_template_pair_label.txt");
        File.Delete(list);

        SampleChecks.AssertProblem(list, null, "the list cannot be read", () => _ = new IjbCDataset(root.Path));
    }

    private static IjbCPair ToPair(int[] fields) => new(fields[0], fields[1], fields[2] == 1);

    private static void WriteLists(TemporaryFolder root, string face, string name = "1.jpg")
    {
        root.Write("meta/ijbc_name_5pts_score.txt", face);
        root.Write("meta/ijbc_face_tid_mid.txt", $"{name} 1 1000\r\n");
        root.Write("meta/ijbc_template_pair_label.txt", "1 1 1\r\n1  1\t0\n");
    }
}
