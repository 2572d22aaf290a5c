using System.Text.Json;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>Comparisons that the tests of several datasets make.</summary>
internal static class SampleChecks
{
    /// <summary>The folder that holds the distributions.</summary>
    public static string Distributed => Path.Combine(Expected.FixtureRoot, "layoutB");

    public static string[] Names(this IFaceDataset dataset) =>
        [.. Enumerable.Range(0, dataset.Count).Select(dataset.GetName)];

    public static T[] Labels<T>(this IFaceDataset dataset)
        where T : FaceLabel =>
        [.. Enumerable.Range(0, dataset.Count).Select(index => (T)dataset.ReadLabel(index))];

    public static int[] Ages(this IFaceDataset dataset) =>
        [.. dataset.Labels<AgeLabel>().Select(label => label.Years)];

    public static int[] Expressions(this IFaceDataset dataset) =>
        [.. dataset.Labels<ExpressionLabel>().Select(label => (int)label.Class)];

    /// <summary>Number of samples, and images and files of the first and last one.</summary>
    public static void AssertEnds(JsonElement split, IFaceDataset dataset, string datasetFolder)
    {
        Assert.Equal(split.GetProperty("count").GetInt32(), dataset.Count);
        foreach (var expected in new[] { split.GetProperty("first"), split.GetProperty("last") })
        {
            var index = expected.GetProperty("index").GetInt32();
            var file = expected.GetProperty("file").GetString()!;
            var isExact = file.EndsWith(".png", StringComparison.Ordinal);
            Assert.Equal(Path.Combine(datasetFolder, file), dataset.FindImage(index));
            Expected.AssertImage(expected, dataset.Read(index).Image, isExact);
        }
    }

    /// <summary>A dataset that cannot be opened, or a sample that cannot be read, and where the fault lies.</summary>
    public static void AssertProblem(string path, int? line, string problem, Action action)
    {
        var error = Assert.Throws<DatasetException>(action);
        Assert.Equal((path, line), (error.Path, error.Line));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }
}
