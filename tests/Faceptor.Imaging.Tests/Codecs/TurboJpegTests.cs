using Faceptor.Imaging.Codecs;
using Faceptor.Imaging.Natives;
using SkiaSharp;

namespace Faceptor.Imaging.Tests.Codecs;

/// <summary>With libturbojpeg every file decodes, or fails, as without it.</summary>
public sealed class TurboJpegTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "jpeg");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.jpg").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_kind_of_file_gives_the_same(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));

        AssertSame(bytes, Require(), ImageOrientation.Upright);
    }

    [Theory]
    [InlineData("s420.jpg")]
    [InlineData("s422_progressive.jpg")]
    [InlineData("s444.jpg")]
    [InlineData("grey.jpg")]
    public void The_usual_kinds_are_decoded_by_it(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));

        Assert.True(Require().TryDecode(bytes, 83, 61, new byte[83 * 61 * 3]));
    }

    [Theory]
    [InlineData("cmyk.jpg")]
    [InlineData("rgb.jpg")]
    [InlineData("s411.jpg")]
    [InlineData("s440.jpg")]
    [InlineData("odd_factors.jpg")]
    public void Unusual_kinds_are_left_alone(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));

        Assert.False(Require().TryDecode(bytes, 83, 61, new byte[83 * 61 * 3]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Files_that_are_cut_off_fail_as_before(string file)
    {
        var turbo = Require();
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));

        for (var length = 1; length < bytes.Length; length += Math.Max(1, bytes.Length / 40))
        {
            AssertSame(bytes[..length], turbo, ImageOrientation.Upright);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Damaged_files_are_read_or_refused_as_before(string file)
    {
        var turbo = Require();
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        var random = new Random(1);

        for (var round = 0; round < 60; round++)
        {
            var damaged = bytes.ToArray();
            for (var i = 0; i < 3; i++)
            {
                damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            }

            // Where no decoder notices, numbers far out of range become other pixels in other instructions.
            var (expected, problem) = Try(damaged, null, ImageOrientation.Upright);
            var (actual, ownProblem) = Try(damaged, turbo, ImageOrientation.Upright);
            Assert.Equal(problem, ownProblem);
            Assert.Equal((expected?.Width, expected?.Height), (actual?.Width, actual?.Height));
        }
    }

    [Fact]
    public void Every_size_and_quality_gives_the_same()
    {
        var turbo = Require();
        var random = new Random(2);
        var samplings = Enum.GetValues<SKJpegEncoderDownsample>();

        for (var round = 0; round < 90; round++)
        {
            var image = new RgbImage(random.Next(1, 70), random.Next(1, 70));
            var step = random.Next(1, 9);
            for (var i = 0; i < image.Pixels.Length; i++)
            {
                image.Pixels[i] = (byte)((i / 3 % image.Width * step) + random.Next(40));
            }

            AssertSame(
                ImageCodec.EncodeJpeg(image, random.Next(1, 101), samplings[round % samplings.Length]),
                turbo,
                ImageOrientation.Upright);
        }
    }

    [Fact]
    public void Turned_images_give_the_same()
    {
        var turbo = Require();
        var jpeg = ImageCodec.EncodeJpeg(Golden.Input, 90);

        for (var orientation = 1; orientation <= 8; orientation++)
        {
            AssertSame(ExifFiles.Jpeg(jpeg, orientation), turbo, ImageOrientation.Upright);
            AssertSame(ExifFiles.Jpeg(jpeg, orientation), turbo, ImageOrientation.AsStored);
        }
    }

    [Fact]
    public void Threads_have_a_state_of_their_own()
    {
        var turbo = Require();
        var jpeg = ImageCodec.EncodeJpeg(Golden.Input, 90);
        var expected = Decode(jpeg, null, ImageOrientation.Upright).Pixels;

        Parallel.For(0, 64, _ => Assert.Equal(expected, Decode(jpeg, turbo, ImageOrientation.Upright).Pixels));
    }

    [Fact]
    public void Room_of_another_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => Require().TryDecode([1, 2, 3], 10, 10, new byte[299]));

    private static TurboJpeg Require()
    {
        var turbo = TurboJpegRuntime.Current;
        Assert.SkipWhen(
            turbo is null,
            "no libturbojpeg on this machine; install libturbojpeg0, or give its path in FACEPTOR_TURBOJPEG.");
        return turbo!;
    }

    private static void AssertSame(byte[] jpeg, TurboJpeg turbo, ImageOrientation orientation)
    {
        var (expected, problem) = Try(jpeg, null, orientation);
        var (actual, ownProblem) = Try(jpeg, turbo, orientation);

        Assert.Equal(problem, ownProblem);
        Assert.Equal(expected?.Width, actual?.Width);
        Assert.True(expected is null || expected.Pixels.AsSpan().SequenceEqual(actual!.Pixels), "the pixels differ");
    }

    private static (RgbImage? Image, string? Problem) Try(byte[] jpeg, TurboJpeg? turbo, ImageOrientation orientation)
    {
        try
        {
            return (Decode(jpeg, turbo, orientation), null);
        }
        catch (DatasetException error)
        {
            return (null, error.Message);
        }
    }

    private static RgbImage Decode(byte[] jpeg, TurboJpeg? turbo, ImageOrientation orientation) =>
        ImageCodec.Decode(jpeg, "test.jpg", orientation, turbo);
}
