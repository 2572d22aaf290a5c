using System.Text.Json;

namespace Faceptor.Evaluation.Tests;

public sealed class MetricsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faceptor-metrics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Written_scores_are_read_back()
    {
        var path = Path.Combine(_folder, "run", "metrics.json");
        MetricRecord[] records =
        [
            new("age/morph2", "test", "mae_years", 4.25, 9.5, false, 100),
            new("parsing/lapa", "test", "f1/hair", double.NaN, 0, true, 3),
        ];

        MetricsFile.Write(path, [records[0]]);
        MetricsFile.Write(path, records);

        Assert.Equal(records, MetricsFile.Read(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Names_are_camel_case()
    {
        var path = Path.Combine(_folder, "metrics.json");

        MetricsFile.Write(path, [new("age/morph2", "test", "mae_years", 4.25, 9.5, false, 100)]);

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        Assert.Equal(
            ["dataset", "split", "metric", "value", "baseline", "higherIsBetter", "samples", "beatsBaseline"],
            json.RootElement[0].EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void What_could_not_be_read_and_what_is_not_known_is_said()
    {
        var path = Path.Combine(_folder, "metrics.json");
        MetricRecord[] records =
        [
            new("age/morph2", "test", "mae_years", 4.25, null, false, 100)
            {
                BaselineProblem = "the training list is missing: train.txt",
                SplitSize = 200,
            },
        ];

        MetricsFile.Write(path, records,
        [
            new("WFLW", "expected in WFLW"),
            new("lfw", "broken") { IsUnreadable = true, Dataset = "identity/ms1mv3", Split = "lfw" },
        ]);

        Assert.Equal(records, MetricsFile.Read(path));
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        Assert.Equal(2, json.RootElement.GetArrayLength());
        var (score, unread) = (json.RootElement[0], json.RootElement[1]);
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null, "the training list is missing: train.txt", 200),
            (score.GetProperty("baseline").ValueKind, score.GetProperty("beatsBaseline").ValueKind,
                score.GetProperty("baselineProblem").GetString(), score.GetProperty("splitSize").GetInt32()));
        Assert.Equal(
            ("identity/ms1mv3", "lfw", "broken"),
            (unread.GetProperty("dataset").GetString(), unread.GetProperty("split").GetString(),
                unread.GetProperty("notScored").GetString()));
    }

    [Fact]
    public void A_broken_file_is_reported_with_its_path()
    {
        var path = Path.Combine(_folder, "metrics.json");
        File.WriteAllText(path, "[{");

        var error = Assert.Throws<DatasetException>(() => MetricsFile.Read(path));

        Assert.StartsWith($"{path}: expected a JSON array of scores: ", error.Message, StringComparison.Ordinal);
    }
}
