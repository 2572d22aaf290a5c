using System.Text.Json;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>Compares datasets with the descriptions of their fixtures.</summary>
internal static class DatasetAssert
{
    /// <summary>Reads the sample that a description is of, and compares the images.</summary>
    public static (int Index, FaceSample Sample) ReadExpected(IFaceDataset dataset, JsonElement expected)
    {
        var index = expected.GetProperty("index").GetInt32();
        var sample = dataset.Read(index);
        var isExact = !expected.TryGetProperty("file", out var file)
            || file.GetString()!.EndsWith(".png", StringComparison.Ordinal);
        Expected.AssertImage(expected, sample.Image, isExact);
        return (index, sample);
    }

    /// <summary>Image files of all samples end as the description says; containers have none.</summary>
    public static void AssertFiles(JsonElement expected, IFaceDataset dataset)
    {
        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.Count);
        if (expected.TryGetProperty("files", out var files))
        {
            Assert.Equal(files.GetArrayLength(), dataset.Count);
            Assert.All(files.Texts(), (file, index) => Assert.EndsWith(
                $"/{WithoutEnding(file)}", WithoutEnding(dataset.FindImage(index)!), StringComparison.Ordinal));
        }

        foreach (var sample in FirstAndLast(expected))
        {
            var index = sample.GetProperty("index").GetInt32();
            if (sample.TryGetProperty("file", out var file))
            {
                Assert.EndsWith($"/{file.GetString()}", dataset.FindImage(index), StringComparison.Ordinal);
            }

            if (sample.TryGetProperty("sample_name", out var name))
            {
                Assert.Equal(name.GetString(), dataset.GetName(index));
            }
        }
    }

    public static JsonElement[] FirstAndLast(JsonElement split) =>
        [split.GetProperty("first"), split.GetProperty("last")];

    public static IEnumerable<string> Names(IFaceDataset dataset) =>
        Enumerable.Range(0, dataset.Count).Select(dataset.GetName);

    public static IEnumerable<T> Labels<T>(IFaceDataset dataset)
        where T : FaceLabel =>
        Enumerable.Range(0, dataset.Count).Select(index => (T)dataset.ReadLabel(index));

    public static float[] Singles(JsonElement element) =>
        [.. element.EnumerateArray().Select(item => item.GetSingle())];

    private static string WithoutEnding(string path) => Path.ChangeExtension(path, null);
}
