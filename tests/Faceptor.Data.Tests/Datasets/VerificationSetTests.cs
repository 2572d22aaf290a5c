using Faceptor.Data.Datasets;
using Faceptor.Data.Formats;
using Faceptor.Imaging;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Data.Tests.Datasets;

public sealed class VerificationSetTests
{
    [Theory]
    [InlineData("lfw")]
    [InlineData("cfp_fp")]
    [InlineData("agedb_30")]
    [InlineData("calfw")]
    [InlineData("cplfw")]
    public void Open_matches_the_description(string name)
    {
        var expected = Expected.Split("verification", name);

        var path = Path.Combine(Expected.Root, "verification", $"{name}.bin");
        var set = VerificationSet.Open(path);

        Assert.Equal(name, set.Name);
        Assert.Equal(
            expected.GetProperty("issame").EnumerateArray().Select(flag => flag.GetBoolean()),
            Enumerable.Range(0, set.NumPairs).Select(set.IsSame));
        Assert.Equal(
            expected.GetProperty("image_sha256").Texts(),
            VerificationBin.Read(path).Images.Select(Expected.Sha256));
        Assert.All(
            Enumerable.Range(0, set.NumImages).Select(set.ReadImage),
            image => Assert.Equal((112, 112), (image.Width, image.Height)));
        Expected.AssertImage(expected.GetProperty("first"), set.ReadImage(0), isExact: false);
        if (name != "cplfw")
        {
            Expected.AssertImage(expected.GetProperty("last"), set.ReadImage(set.NumImages - 1), isExact: false);
        }
    }

    [Theory]
    [InlineData("lfw_py2.bin")]
    [InlineData("lfw_p4.bin")]
    public void Open_reads_long_memos_batches_and_frames(string file)
    {
        var expected = Expected.Split("verification", "lfw", "variant-large");

        var path = Path.Combine(Expected.FixtureRoot, "variants", "verification-large", file);
        var set = VerificationSet.Open(path);
        var images = VerificationBin.Read(path).Images;

        Assert.Equal(
            expected.GetProperty("issame").GetString(),
            string.Concat(Enumerable.Range(0, set.NumPairs).Select(i => set.IsSame(i) ? '1' : '0')));
        Assert.Equal(expected.GetProperty("first_sha256").GetString(), Expected.Sha256(images[0]));
        Assert.Equal(expected.GetProperty("at_299_sha256").GetString(), Expected.Sha256(images[299]));
        Assert.Equal(
            expected.GetProperty("last_sha256").GetString(),
            Expected.Sha256(images[set.NumImages - 1]));
    }

    [Fact]
    public void Open_reads_LFW_as_it_is_distributed()
    {
        var expected = Expected.Split("verification", "lfw", "B");
        var folder = Path.Combine(SampleChecks.Distributed, "LFW");

        var set = VerificationSet.Open(Assert.Single(VerificationSet.FindAll(SampleChecks.Distributed)));

        Assert.Equal(("lfw", expected.GetProperty("pairs").GetInt32()), (set.Name, set.NumPairs));
        Assert.Equal(
            expected.GetProperty("issame").EnumerateArray().Select(flag => flag.GetBoolean()),
            Enumerable.Range(0, set.NumPairs).Select(set.IsSame));
        var files = expected.GetProperty("files").EnumerateArray().SelectMany(Expected.Texts).ToArray();
        Assert.Equal(files.Length, set.NumImages);
        Assert.All(Enumerable.Range(0, files.Length), index =>
        {
            var stored = ImageCodec.Read(Path.Combine(folder, files[index]));
            var expectedPixels = stored.Width == 112 ? stored : Resize.BicubicAntialiased(stored, 112, 112);
            Assert.Equal(expectedPixels.Pixels, set.ReadImage(index).Pixels);
        });
    }

    [Theory]
    [InlineData(9000, 1)]
    [InlineData(1, 9000)]
    [InlineData(1200, 112)]
    public void A_picture_that_is_far_too_thin_is_refused(int width, int height)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("thin.bin");
        using (var pickle = new PickleWriter(File.Create(path)))
        {
            byte[][] images =
            [
                ImageCodec.EncodePng(new RgbImage(width, height)), ImageCodec.EncodePng(new RgbImage(200, 100)),
            ];
            pickle.Tuple(
                () => pickle.List(images, image => pickle.Bytes(image)),
                () => pickle.List([true], pickle.Boolean));
        }

        var set = VerificationSet.Open(path);

        var error = Assert.Throws<DatasetException>(() => set.ReadImage(0));
        Assert.Contains(
            $"image 0: expected a face of about 112 x 112 pixels, got {width} x {height}",
            error.Message,
            StringComparison.Ordinal);
        Assert.Equal((224, 112), (set.ReadImage(1).Width, set.ReadImage(1).Height));
    }

    [Fact]
    public void Open_reads_pairs_of_paths()
    {
        using var folder = new TemporaryFolder();
        var white = new RgbImage(112, 112);
        Array.Fill(white.Pixels, byte.MaxValue);
        folder.Write("a/1.png", ImageCodec.EncodePng(white));
        folder.Write("a/2.png", ImageCodec.EncodePng(new RgbImage(112, 112)));
        folder.Write("pairs_label.txt", "a/1.png a/2.png 1\r\na/2.png a/1.png 0");

        var set = VerificationSet.Open(folder.Path);

        Assert.Equal([true, false], [set.IsSame(0), set.IsSame(1)]);
        Assert.Equal([255, 0, 0, 255], Enumerable.Range(0, 4).Select(index => (int)set.ReadImage(index).Pixels[0]));
    }

    [Fact]
    public void FindVerificationSets_prefers_packed_LFW()
    {
        using var root = TemporaryFolder.CopyOf(SampleChecks.Distributed + "/LFW");
        Directory.CreateDirectory(root.Combine("LFW"));
        File.Move(root.Combine("pairs.txt"), root.Combine("LFW", "pairs.txt"));

        Assert.Equal([root.Combine("LFW")], VerificationSet.FindAll(root.Path));

        var packed = root.Write("verification/lfw.bin", []);
        Assert.Equal([packed], VerificationSet.FindAll(root.Path));
    }

    [Fact]
    public void FindVerificationSets_lists_folders_with_pairs_beside_the_packed_files()
    {
        using var root = new TemporaryFolder();
        var packed = root.Write("verification/calfw.bin", []);
        root.Write("verification/calfw/pairs_label.txt", "a.png b.png 1");
        root.Write("verification/Mine/pairs_label.txt", "a.png b.png 1");
        root.Write("verification/other/readme.txt", "no pairs");

        var paths = VerificationSet.FindAll(root.Path);

        Assert.Equal([packed, root.Combine("verification", "Mine")], paths);
        Assert.Equal("mine", VerificationSet.Open(paths[1]).Name);
    }

    [Theory]
    [InlineData("pairs.txt", "10", 1, "expected the numbers of folds and of pairs of each kind, got '10'")]
    [InlineData("pairs.txt", "1\t1\nA\t1\t2\nA\t1\tB\t1\tC", 3, "got 5 columns")]
    [InlineData("pairs.txt", "1\t1\nA\t1\tx", 2, "expected a number as a whole number, got 'x'")]
    [InlineData("pairs.txt", "1\t1\nA\t1\t0", 2, "expected a number above 0, got 0")]
    [InlineData("pairs.txt", "1\t1\n../../A\t1\t2", 2, "leads elsewhere")]
    [InlineData("pairs.txt", "1\t1\nA\t1\t2\n", null, "expected 2 pairs, as the first line says, got 1")]
    [InlineData("pairs.txt", "", null, "found none")]
    [InlineData("pairs_label.txt", "a.jpg b.jpg 2", 1, "expected two paths and 0 or 1, got 'a.jpg b.jpg 2'")]
    [InlineData("pairs_label.txt", "a.jpg /b.jpg 1", 1, "'/b.jpg' leads elsewhere")]
    public void A_broken_list_of_pairs_is_reported(string file, string text, int? line, string problem)
    {
        using var folder = new TemporaryFolder();
        var list = folder.Write(file, text);

        SampleChecks.AssertProblem(list, line, problem, () => VerificationSet.Open(folder.Path));
    }

    [Fact]
    public void A_folder_without_pairs_is_told_what_was_looked_for()
    {
        using var folder = new TemporaryFolder();

        SampleChecks.AssertProblem(
            folder.Path, null, "expected pairs.txt or pairs_label.txt", () => VerificationSet.Open(folder.Path));
    }

    [Fact]
    public void Open_reports_a_cut_off_file()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Path.Combine(Expected.Root, "verification", "lfw.bin"));
        var path = folder.Write("lfw.bin", whole[..(whole.Length / 2)]);

        var error = Assert.Throws<DatasetException>(() => VerificationSet.Open(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("cut off or damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_names_a_file_that_is_missing_or_empty()
    {
        using var folder = new TemporaryFolder();

        SampleChecks.AssertProblem(
            folder.Combine("none.bin"),
            null,
            "the file cannot be read",
            () => VerificationSet.Open(folder.Combine("none.bin")));
        var empty = folder.Write("empty.bin", []);
        SampleChecks.AssertProblem(empty, null, "cut off or damaged", () => VerificationSet.Open(empty));
    }

    [Fact]
    public void Open_refuses_a_pickle_of_something_else()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("other.bin", "(I1\nt."u8.ToArray());

        var error = Assert.Throws<DatasetException>(() => VerificationSet.Open(path));

        Assert.Contains("expected a pickle of (images, same-person flags)", error.Message, StringComparison.Ordinal);
    }
}
