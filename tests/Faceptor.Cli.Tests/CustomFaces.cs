using Faceptor.Imaging;

namespace Faceptor.Cli.Tests;

/// <summary>A folder of custom images with a list of two attributes.</summary>
internal static class CustomFaces
{
    /// <summary>Writes images of one colour each and <c>faces.csv</c>; every fourth is for testing.</summary>
    public static void Write(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        var lines = new List<string> { "path,split,helmet,visor up" };
        for (var index = 0; index < count; index++)
        {
            var image = new RgbImage(64, 64);
            image.Pixels.AsSpan().Fill((byte)(index * 9));
            File.WriteAllBytes(Path.Combine(folder, $"{index}.png"), ImageCodec.EncodePng(image));
            lines.Add($"{index}.png,{(index % 4 == 0 ? "test" : "train")},{index % 2},{index / 2 % 2}");
        }

        File.WriteAllLines(Path.Combine(folder, "faces.csv"), lines);
    }
}
