using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Datasets;

public sealed class ExifOrientationTests
{
    // Three pixels by two, each with a number of its own as grey level.
    private static readonly byte[] Stored = [10, 20, 30, 40, 50, 60];

    private const string StoredText = "3: 10 20 30 40 50 60";

    private const int BlockPx = 16;

    /// <summary>Width and rows of the upright image, by the definition of each orientation (tag 0x0112).</summary>
    public static TheoryData<int, string> Orientations => new()
    {
        { 1, "3: 10 20 30 40 50 60" },
        { 2, "3: 30 20 10 60 50 40" },
        { 3, "3: 60 50 40 30 20 10" },
        { 4, "3: 40 50 60 10 20 30" },
        { 5, "2: 10 40 20 50 30 60" },
        { 6, "2: 40 10 50 20 60 30" },
        { 7, "2: 60 30 50 20 40 10" },
        { 8, "2: 30 60 20 50 10 40" },
        { 9, "3: 10 20 30 40 50 60" },
    };

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_jpeg_is_turned_as_exif_says(int orientation, string expected)
    {
        var jpeg = ExifFiles.Jpeg(ImageCodec.EncodeJpeg(Blocks(Stored, 3), 100), orientation);

        Assert.Equal(expected, Levels(ImageCodec.Decode(jpeg, "a.jpg")));
        Assert.Equal(StoredText, Levels(ImageCodec.Decode(jpeg, "a.jpg", ImageOrientation.AsStored)));
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_png_is_turned_as_exif_says(int orientation, string expected)
    {
        var colour = ExifFiles.Png(ImageCodec.EncodePng(Blocks(Stored, 3)), orientation);
        var gray = ExifFiles.Png(ImageCodec.EncodePng(new LabelMap(3, 2, Stored)), orientation);

        Assert.Equal(expected, Levels(ImageCodec.Decode(colour, "a.png")));
        Assert.Equal(StoredText, Levels(ImageCodec.Decode(colour, "a.png", ImageOrientation.AsStored)));
        Assert.Equal(expected, Values(ImageCodec.DecodeGray(gray, "m.png")));
        Assert.Equal(StoredText, Values(ImageCodec.DecodeGray(gray, "m.png", ImageOrientation.AsStored)));
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_webp_is_turned_as_exif_says(int orientation, string expected)
    {
        var webp = ExifFiles.Webp(Blocks(Stored, 3), orientation);

        Assert.Equal(expected, Levels(ImageCodec.Decode(webp, "a.webp")));
        Assert.Equal(StoredText, Levels(ImageCodec.Decode(webp, "a.webp", ImageOrientation.AsStored)));
    }

    [Fact]
    public void Readers_of_datasets_do_what_the_released_loaders_do()
    {
        using var root = new TemporaryFolder();
        var turned = ExifFiles.Jpeg(ImageCodec.EncodeJpeg(Blocks(Stored, 3), 100), 6);
        foreach (var name in (string[])["MORPH2/data/a.jpg", "300W/data/a.jpg", "persons/anna/1.jpg"])
        {
            root.Write(name, turned);
        }

        root.Write("MORPH2/label/RANDOM_80_20/train.txt", "a.jpg 30\n");
        root.Write(
            "300W/face_landmarks_300w_train.csv",
            "image_name,scale,center_w,center_h\na.jpg,0.1,16,24"
            + string.Concat(Enumerable.Range(0, 68).Select(i => $",{10 + (i % 12)},{20 + (i % 9)}")) + "\n");

        var identities = new IdentityFolders(FaceTasks.IdentityMs1mV3, root.Combine("persons"), "train");

        Assert.Equal(StoredText, Levels(new MorphDataset(root.Combine("MORPH2"), "train").Read(0).Image));
        Assert.Equal(
            "2: 40 10 50 20 60 30", Levels(new ThreeHundredWDataset(root.Combine("300W"), "train").Read(0).Image));
        Assert.Equal("2: 40 10 50 20 60 30", Levels(identities.Read(0).Image));
    }

    [Fact]
    public void A_large_jpeg_is_turned_across_its_stripes()
    {
        var image = Golden.Input;
        var encoded = ImageCodec.EncodeJpeg(image, 95);
        var stored = ImageCodec.Decode(encoded, "a.jpg");

        var turned = ImageCodec.Decode(ExifFiles.Jpeg(encoded, 6), "a.jpg");

        Assert.Equal((stored.Height, stored.Width), (turned.Width, turned.Height));
        for (var y = 0; y < stored.Height; y++)
        {
            for (var x = 0; x < stored.Width; x++)
            {
                Assert.Equal(
                    stored.Row(y).Slice(x * 3, 3).ToArray(),
                    turned.Row(x).Slice((stored.Height - 1 - y) * 3, 3).ToArray());
            }
        }
    }

    [Fact]
    public void Own_pictures_and_their_masks_are_turned_unless_told_otherwise()
    {
        using var root = new TemporaryFolder();
        var task = new FaceTask("parsing/levels", TaskFamily.Parsing, "levels", ["a", "b", "c", "d", "e", "f", "g"]);
        byte[] classes = [1, 2, 3, 4, 5, 6];
        root.Write("turned.jpg", ExifFiles.Jpeg(ImageCodec.EncodeJpeg(Blocks(Stored, 3), 100), 6));
        var big = new LabelMap(3 * BlockPx, 2 * BlockPx, Grow(classes, 3));
        var upright = new LabelMap(2 * BlockPx, 3 * BlockPx, Grow([4, 1, 5, 2, 6, 3], 2));
        root.Write("upright.png", ImageCodec.EncodePng(upright));
        root.Write("exif.png", ExifFiles.Png(ImageCodec.EncodePng(big), 6));
        root.Write("stored.png", ImageCodec.EncodePng(big));
        var list = root.Write(
            "list.csv",
            "path,mask\nturned.jpg,upright.png\nturned.jpg,exif.png\nturned.jpg,stored.png\n");

        var seen = CustomDataset.Open(task, list);
        var asStored = CustomDataset.Open(task, list, orientation: ImageOrientation.AsStored);

        Assert.Equal("2: 40 10 50 20 60 30", Levels(seen.Read(0).Image));
        Assert.Equal(upright.Classes, ((ParsingLabel)seen.Read(0).Label).Map.Classes);
        Assert.Equal(upright.Classes, ((ParsingLabel)seen.Read(1).Label).Map.Classes);
        Assert.Equal(StoredText, Levels(asStored.Read(2).Image));
        Assert.Equal(big.Classes, ((ParsingLabel)asStored.Read(1).Label).Map.Classes);
        SampleChecks.AssertProblem(list, 4, "expected a label map of 32 x 48 pixels", () => seen.Read(2));
    }

    private static RgbImage Blocks(byte[] levels, int width)
    {
        var grown = Grow(levels, width);
        return new RgbImage(
            width * BlockPx,
            levels.Length / width * BlockPx,
            [.. grown.SelectMany(level => new[] { level, level, level })]);
    }

    private static byte[] Grow(byte[] levels, int width)
    {
        var grown = new byte[levels.Length * BlockPx * BlockPx];
        for (var i = 0; i < grown.Length; i++)
        {
            var (x, y) = (i % (width * BlockPx), i / (width * BlockPx));
            grown[i] = levels[(y / BlockPx * width) + (x / BlockPx)];
        }

        return grown;
    }

    // The level in the middle of every block, to the next ten, because JPEG does not keep levels to the last bit.
    private static string Levels(RgbImage image)
    {
        var levels = new List<byte>();
        for (var y = BlockPx / 2; y < image.Height; y += BlockPx)
        {
            for (var x = BlockPx / 2; x < image.Width; x += BlockPx)
            {
                levels.Add((byte)(Math.Round(image.Row(y)[x * 3] / 10.0) * 10));
            }
        }

        return $"{image.Width / BlockPx}: {string.Join(' ', levels)}";
    }

    private static string Values(LabelMap map) => $"{map.Width}: {string.Join(' ', map.Classes)}";
}
