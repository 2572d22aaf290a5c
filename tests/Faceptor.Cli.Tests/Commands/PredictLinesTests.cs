using System.Globalization;
using Faceptor.Cli.Predicting;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>Results in one file, runs that go on, and parts of the inputs.</summary>
[Collection(TorchCollection.Name)]
public sealed class PredictLinesTests : IDisposable
{
    private readonly PredictFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_has_a_row_a_face_and_one_for_an_image_without()
    {
        string[] pictures = [_folder.Picture("a, b.png", 96), _folder.Picture("empty.png", isBlack: true)];
        File.WriteAllText(_folder.File("bad.png"), "no image");
        using var detector = new FixedDetector(
            new DetectedFace(new FaceBox(5, 5, 35, 35), 0.9), new DetectedFace(new FaceBox(30, 40, 80, 90), 0.5));

        var result = _folder.Predict(
            detector,
            [
                .. pictures, _folder.File("bad.png"), "--detector", "fixed", "--format", "csv", "--out", _folder.File("out"),
            ]);

        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Equal(["results.csv"], _folder.FilesIn("out"));
        var rows = Rows("out/results.csv");
        Assert.Equal(5, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        Assert.Equal(["image", pictures[0], pictures[0], pictures[1], _folder.File("bad.png")], rows.Select(row => row[0]));
        Assert.Equal(["face", "1", "2", "", ""], Column(rows, "face"));
        Assert.Equal(["num_faces", "2", "2", "0", "0"], Column(rows, "num_faces"));
        Assert.Equal(["detector_score", "0.5", "0.9", "", ""], Column(rows, "detector_score"));
        Assert.Equal(["low_confidence", "true", "false", "", ""], Column(rows, "low_confidence"));
        Assert.Contains("not an image", Column(rows, "failure")[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_says_what_the_json_says()
    {
        var picture = _folder.Picture("a.png", 96);
        string[] command = [picture, "--box", "10,10,60,60"];

        _folder.Predict([.. command, "--out", _folder.File("out")]).RequireGood();
        _folder.Predict([.. command, "--format", "csv", "--out", _folder.File("out")]).RequireGood();

        var face = _folder.Read("out/a.json").Faces.Single();
        var rows = Rows("out/results.csv");
        Assert.Equal(Text(face.Ages[0].Years), Column(rows, "age/morph2")[1]);
        Assert.Equal(face.Expressions[0].Top, Column(rows, "expression/raf-db")[1]);
        Assert.Equal(
            Text(face.Expressions[0].Probabilities.Single(entry => entry.Name == "sad").Probability),
            Column(rows, "expression/raf-db:sad")[1]);
        Assert.Equal(
            Text(face.Parsing[0].Areas[1].ShareRatio),
            Column(rows, $"parsing/lapa:{FaceTasks.ParsingLaPa.Labels[1]}")[1]);
        Assert.Equal(
            face.Identities[0].Vector.Select(value => value.ToString(CultureInfo.InvariantCulture)),
            Column(rows, "identity/ms1mv3")[1].Split(' '));

        static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("csv")]
    public void A_run_goes_on_with_what_is_missing(string format)
    {
        string[] pictures = [_folder.Picture("a.png"), _folder.Picture("bb.png"), _folder.Picture("ccc.png")];
        string[] options = ["--cropped", "--format", format, "--tasks", "age,expression", "--no-drawings", "--out"];
        _folder.Predict([.. pictures, .. options, _folder.File("whole")]).RequireGood();
        File.WriteAllText(_folder.File("bad.png"), "no image");
        _folder.Predict([pictures[0], _folder.File("bad.png"), .. options, _folder.File("out")]);

        File.Delete(_folder.File("bad.png"));
        var result = _folder.Predict([.. pictures, .. options, _folder.File("out"), "--resume"]).RequireGood();

        Assert.Contains("2 images predicted, 1 were there", result.Output, StringComparison.Ordinal);
        Assert.Equal(_folder.FilesIn("whole"), _folder.FilesIn("out"));
        Assert.All(_folder.FilesIn("whole"), file => Assert.Equal(
            File.ReadAllText(_folder.File($"whole/{file}")), File.ReadAllText(_folder.File($"out/{file}"))));
    }

    [Theory]
    [InlineData("jsonl", 1)]
    [InlineData("jsonl", 200)]
    [InlineData("csv", 1)]
    [InlineData("csv", 30)]
    public void A_line_that_was_cut_off_is_made_again(string format, int cut)
    {
        string[] pictures = [_folder.Picture("a.png"), _folder.Picture("bb.png")];
        string[] command = [.. pictures, "--cropped", "--format", format, "--tasks", "age", "--out", _folder.File("out")];
        _folder.Predict(command).RequireGood();
        var file = _folder.File($"out/results.{format}");
        var whole = File.ReadAllText(file);
        File.WriteAllText($"{file}{ResultLines.PartEnding}", whole[..^cut]);
        File.Delete(file);

        var refused = _folder.Predict(command).RequireOneLine(FaceptorApp.WrongUsage);
        var result = _folder.Predict([.. command, "--resume"]).RequireGood();

        Assert.Contains("is of a run that was stopped; go on with --resume", refused, StringComparison.Ordinal);
        // Of a cut line end nothing is missing.
        Assert.Contains(
            cut == 1 ? "0 images predicted, 2 were there" : "1 image predicted, 1 were there",
            result.Output,
            StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllText(file));
        Assert.Equal([$"results.{format}"], _folder.FilesIn("out"));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("csv")]
    public void Results_of_other_weights_are_not_gone_on_with(string format)
    {
        string[] command =
            [_folder.Picture("a.png"), "--cropped", "--format", format, "--tasks", "age", "--out", _folder.File("out")];
        _folder.Predict(command).RequireGood();

        var line = _folder.Predict([.. command, "--resume", "--weights", _folder.OtherWeights])
            .RequireOneLine(FaceptorApp.WrongUsage);
        var replaced = _folder.Predict([.. command, "--overwrite", "--weights", _folder.OtherWeights]).RequireGood();

        Assert.Contains("are of other weights, tasks or images", line, StringComparison.Ordinal);
        Assert.Contains("1 image predicted;", replaced.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_another_image_of_the_same_name_are_not_taken_for_done()
    {
        var (first, second) = (_folder.Picture("one/a.png"), _folder.Picture("two/a.png", 80));
        string[] options = ["--cropped", "--tasks", "age", "--out", _folder.File("out")];
        _folder.Predict([first, .. options]).RequireGood();

        var line = _folder.Predict([second, .. options, "--resume"]).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("are of other weights, tasks or images", line, StringComparison.Ordinal);
        Assert.Equal(first, _folder.Read("out/a.json").Image);
    }

    [Theory]
    [InlineData("results.csv", "mine,1\n")]
    [InlineData("results.csv.part", "mine,1\n")]
    [InlineData("results.jsonl", "{\"mine\": 1}\n{\"mine\": 2}\n")]
    public void A_table_of_somebody_else_is_never_replaced(string name, string content)
    {
        Directory.CreateDirectory(_folder.File("out"));
        File.WriteAllText(_folder.File($"out/{name}"), content);
        var format = name.Split('.')[1];

        var line = _folder.Predict(
            _folder.Picture("a.png"), "--cropped", "--format", format, "--overwrite", "--out", _folder.File("out"))
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("holds no former predictions", line, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_folder.File($"out/{name}")));
    }

    [Fact]
    public void Parts_of_the_inputs_are_all_of_them_together()
    {
        string[] pictures = [.. Enumerable.Range(0, 7).Select(index => _folder.Picture($"in/{index}.png", 32))];
        string[] command = [_folder.File("in"), "--cropped", "--tasks", "age", "--format", "jsonl", "--out", _folder.File("out")];

        for (var part = 1; part <= 3; part++)
        {
            _folder.Predict([.. command, "--shard", $"{part}/3"]).RequireGood();
        }

        Assert.Equal(
            ["results-1-of-3.jsonl", "results-2-of-3.jsonl", "results-3-of-3.jsonl"], _folder.FilesIn("out"));
        string[][] parts =
        [
            .. _folder.FilesIn("out").Select(file => File.ReadLines(_folder.File($"out/{file}"))
                .Select(line => ImageAnalysisJson.Read(line, file).Image).ToArray()),
        ];
        Assert.Equal([3, 2, 2], parts.Select(part => part.Length));
        Assert.Equal(pictures, parts.SelectMany(part => part).Order(StringComparer.Ordinal));
    }

    private List<string[]> Rows(string name)
    {
        using var reader = new StringReader(File.ReadAllText(_folder.File(name)));
        return [.. CsvText.Read(reader)];
    }

    private static string[] Column(List<string[]> rows, string name)
    {
        var index = Array.IndexOf(rows[0], name);
        Assert.True(index >= 0, $"no column {name}");
        return [.. rows.Select(row => row[index])];
    }
}
