using System.Security.Cryptography;
using System.Text.Json;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>What the drawn dataset fixtures hold, written by the program that drew them.</summary>
internal static class Expected
{
    // Decoders of JPEG may differ by rounding in two transforms.
    private const int JpegTolerance = 3;

    private static readonly JsonElement Datasets =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(FixtureRoot, "expected.json")))
            .RootElement
            .GetProperty("datasets");

    public static string FixtureRoot => Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets");

    /// <summary>The folder that holds all datasets, as a user has it.</summary>
    public static string Root => Path.Combine(FixtureRoot, "layoutA");

    public static JsonElement Dataset(string name, string layout = "A") =>
        Datasets.GetProperty(name).GetProperty(layout);

    public static JsonElement Split(string name, string split, string layout = "A") =>
        Dataset(name, layout).GetProperty("splits").GetProperty(split);

    /// <summary>Names of the splits that are described.</summary>
    public static IEnumerable<string> Splits(string name, string layout) =>
        Dataset(name, layout).GetProperty("splits").EnumerateObject().Select(split => split.Name);

    /// <summary>The folder of a dataset.</summary>
    public static string Folder(string name, string layout = "A") =>
        Path.Combine(FixtureRoot, Dataset(name, layout).GetProperty("root").GetString()!);

    public static string[] Texts(this JsonElement element) =>
        [.. element.EnumerateArray().Select(item => item.GetString()!)];

    public static int[] Integers(this JsonElement element) =>
        [.. element.EnumerateArray().Select(item => item.GetInt32())];

    public static string Sha256(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    /// <summary>Size, mean colour and five pixels of an image.</summary>
    public static void AssertImage(JsonElement expected, RgbImage image, bool isExact)
    {
        Assert.Equal(expected.GetProperty("width").GetInt32(), image.Width);
        Assert.Equal(expected.GetProperty("height").GetInt32(), image.Height);
        var tolerance = isExact ? 0 : JpegTolerance;
        foreach (var pixel in expected.GetProperty("pixels").EnumerateArray().Select(Integers))
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var actual = image.Row(pixel[1])[(pixel[0] * 3) + channel];
                Assert.InRange(actual, pixel[2 + channel] - tolerance, pixel[2 + channel] + tolerance);
            }
        }

        var means = expected.GetProperty("mean_rgb").EnumerateArray().Select(mean => mean.GetDouble()).ToArray();
        for (var channel = 0; channel < 3; channel++)
        {
            var first = channel;
            var mean = Enumerable.Range(0, image.Width * image.Height)
                .Average(pixel => (double)image.Pixels[(pixel * 3) + first]);
            Assert.Equal(means[channel], mean, isExact ? 1e-3 : 0.5);
        }
    }
}
