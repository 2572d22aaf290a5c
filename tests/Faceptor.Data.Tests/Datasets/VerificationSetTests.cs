using Faceptor.Core.Errors;
using Faceptor.Data.Datasets;
using Faceptor.Data.Formats;

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
        Expected.AssertPicture(expected.GetProperty("first"), set.ReadImage(0), isExact: false);
        if (name != "cplfw")
        {
            Expected.AssertPicture(expected.GetProperty("last"), set.ReadImage(set.NumImages - 1), isExact: false);
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
    public void Open_refuses_a_pickle_of_something_else()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("other.bin", "I1\n."u8.ToArray());

        var error = Assert.Throws<DatasetException>(() => VerificationSet.Open(path));

        Assert.Contains("expected a pickle of (pictures, same-person flags)", error.Message, StringComparison.Ordinal);
    }
}
