using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>What a user reads when files of LaPa are missing or wrong.</summary>
public sealed class LaPaBadInputTests : IDisposable
{
    private const string Name = "10781541236_0"; // The first of the split val.

    private readonly TemporaryFolder _root = TemporaryFolder.CopyOf(Expected.Folder("LaPa"));

    private string Landmarks => _root.Combine("val", "landmarks", $"{Name}.txt");

    private string Label => _root.Combine("val", "labels", $"{Name}.png");

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_folder_that_is_missing_is_named()
    {
        Directory.Delete(_root.Combine("val", "images"), recursive: true);

        var error = Assert.Throws<DatasetException>(() => new LaPaDataset(_root.Path, "train_val"));

        Assert.Equal(_root.Combine("val/images"), error.Path);
    }

    [Theory]
    [InlineData("", "got 0 numbers")]
    [InlineData("105", "expected 106, then x and y of 106 points, got 213 numbers")]
    [InlineData("106 1", "got 214 or more numbers")]
    public void Landmarks_of_another_number_are_refused(string first, string problem)
    {
        var rest = File.ReadAllText(Landmarks)["106".Length..];
        File.WriteAllText(Landmarks, first.Length == 0 ? string.Empty : first + rest);

        var error = Read();

        Assert.Equal(Landmarks, error.Path);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100 100", "all 106 lie in one place, (100, 100)")]
    [InlineData("6000 100", "point 3 is at (6000, 100)")]
    [InlineData("1e300 100", "expected points in pixels, point 3 is at (")]
    public void Landmarks_that_no_face_has_are_refused(string point, string problem)
    {
        var lines = File.ReadAllLines(Landmarks);
        if (point == "100 100")
        {
            lines.AsSpan(1, 106).Fill(point);
        }
        else
        {
            lines[4] = point;
        }

        File.WriteAllLines(Landmarks, lines);

        var error = Read();

        Assert.Equal(Landmarks, error.Path);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endings_in_capitals_are_found()
    {
        foreach (var (folder, ending) in new[] { ("images", "jpg"), ("labels", "png"), ("landmarks", "txt") })
        {
            var file = _root.Combine("val", folder, Name);
            File.Move($"{file}.{ending}", $"{file}.{ending.ToUpperInvariant()}");
        }

        var dataset = new LaPaDataset(_root.Path, "val");

        Assert.Equal((3, $"val.{Name}"), (dataset.Count, dataset.GetName(0)));
        Assert.NotNull(dataset.Read(0));
    }

    [Fact]
    public void A_landmark_that_is_no_number_is_traced_to_its_line()
    {
        using var culture = new GermanCulture();
        var lines = File.ReadAllLines(Landmarks);
        lines[2] = "1,5 2";
        File.WriteAllLines(Landmarks, lines);

        var error = Read();

        Assert.Equal((Landmarks, 3), (error.Path, error.Line));
        Assert.Contains("expected number 4 as a number, got '1,5'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decimal_points_of_landmarks_are_read_in_every_culture()
    {
        using var culture = new GermanCulture();
        var expected = Expected.Split("LaPa", "val").GetProperty("first").GetProperty("align_points")[0];

        var label = (ParsingLabel)new LaPaDataset(_root.Path, "val").ReadLabel(0);

        Assert.Equal(expected[0].GetSingle(), label.AlignmentPoints[0].X);
    }

    [Fact]
    public void Files_that_are_missing_are_named()
    {
        File.Delete(Landmarks);
        Assert.Equal(Landmarks, Read().Path);
        File.Delete(Label);
        Assert.Equal(Label, Read().Path);
    }

    [Fact]
    public void A_label_that_is_cut_off_empty_or_no_picture_is_named()
    {
        var whole = File.ReadAllBytes(Label);
        byte[][] files = [[], whole[..(whole.Length / 2)], new byte[100]];
        foreach (var bytes in files)
        {
            File.WriteAllBytes(Label, bytes);
            Assert.Equal(Label, Read().Path);
        }
    }

    [Fact]
    public void A_class_that_does_not_exist_is_reported_with_its_place()
    {
        var map = ImageCodec.ReadGray(Label);
        map.Classes[map.Width + 2] = 11;
        File.WriteAllBytes(Label, ImageCodec.EncodePng(map));

        var error = Read();

        Assert.Equal(Label, error.Path);
        Assert.Contains("expected classes from 0 to 10, got 11 at (2, 1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_of_another_size_is_refused()
    {
        File.WriteAllBytes(Label, ImageCodec.EncodePng(new LabelMap(3, 2, new byte[6])));

        var error = Read();

        Assert.Equal(Label, error.Path);
        Assert.Contains("pixels, got 3 x 2; extract the labels again", error.Message, StringComparison.Ordinal);
    }

    private DatasetException Read() =>
        Assert.Throws<DatasetException>(() => new LaPaDataset(_root.Path, "val").Read(0));
}
