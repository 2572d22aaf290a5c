using System.Collections.Immutable;
using Faceptor.Imaging;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>From the command line to files and exit codes: inputs, tasks, faces and forms of results.</summary>
[Collection(TorchCollection.Name)]
public sealed class PredictCommandTests : IDisposable
{
    private readonly PredictFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_searched_and_results_keep_its_folders()
    {
        _folder.Picture("in/a.png");
        _folder.Picture("in/deep/a.png");
        File.WriteAllText(_folder.File("in/notes.txt"), "no image");

        _folder.Predict(_folder.File("in"), "--cropped", "--out", _folder.File("flat")).RequireGood();
        _folder.Predict(_folder.File("in"), "--cropped", "--recursive", "--out", _folder.File("out")).RequireGood();

        Assert.Equal(["a.json", "a.png"], _folder.FilesIn("flat"));
        Assert.Equal(["a.json", "a.png", "deep/a.json", "deep/a.png"], _folder.FilesIn("out"));
        Assert.Equal(Path.Combine(_folder.File("in"), "deep", "a.png"), _folder.Read("out/deep/a.json").Image);
    }

    [Fact]
    public void Results_in_the_searched_folder_are_no_inputs_of_the_next_run()
    {
        _folder.Picture("in/a.jpg");
        string[] command = [_folder.File("in"), "--recursive", "--cropped", "--maps", "--out", _folder.File("in")];

        _folder.Predict(command).RequireGood();
        var again = _folder.Predict([.. command, "--overwrite"]).RequireGood();

        Assert.Contains("1 image predicted", again.Output, StringComparison.Ordinal);
        Assert.Equal(["a.jpg", "a.json", "a.parsing-lapa.1.map.png", "a.png"], _folder.FilesIn("in"));
    }

    [Theory]
    [InlineData("*.png", "a", "b")]
    [InlineData("?.png", "a", "b")]
    [InlineData("**/*.png", "a", "b", "deep/c", "deep/deeper/d")]
    [InlineData("*/*.png", "deep/c")]
    public void A_pattern_means_files(string pattern, params string[] expected)
    {
        Array.ForEach((string[])["a", "b", "deep/c", "deep/deeper/d"], name => _folder.Picture($"in/{name}.png", 32));

        _folder.Predict(
            $"{_folder.File("in")}/{pattern}", "--cropped", "--no-drawings", "--tasks", "age", "--out", _folder.File("out"))
            .RequireGood();

        // Below the part of the pattern that is no pattern.
        Assert.Equal(expected.Select(name => $"{name}.json"), _folder.FilesIn("out"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_list_names_inputs(bool isArgument)
    {
        var (first, second) = (_folder.Picture("first.png"), _folder.Picture("second.png"));
        var list = _folder.File("list.txt");
        File.WriteAllText(list, $"{first}\n\n{second}\n{first}\n");

        string[] input = isArgument ? [$"@{list}"] : ["--list", list];
        _folder.Predict([.. input, "--cropped", "--no-drawings", "--out", _folder.File("out")]).RequireGood();

        Assert.Equal(["first.json", "second.json"], _folder.FilesIn("out"));
    }

    [Fact]
    public void Images_of_equal_names_keep_their_folders_or_endings()
    {
        var (one, two) = (_folder.Picture("one/a.png"), _folder.Picture("two/a.png"));
        var same = Path.ChangeExtension(two, ".bmp");
        File.Copy(two, same);

        _folder.Predict(one, two, same, "--cropped", "--no-drawings", "--out", _folder.File("out")).RequireGood();

        Assert.Equal(["one/a.json", "two/a.bmp.json", "two/a.png.json"], _folder.FilesIn("out"));
    }

    [Theory]
    [InlineData("age", new[] { "age/morph2" })]
    [InlineData("LaPa,expression/raf-db", new[] { "expression/raf-db", "parsing/lapa" })]
    public void Only_the_tasks_that_are_named_are_answered(string names, string[] expected)
    {
        _folder.Predict(_folder.Picture("a.png"), "--cropped", "--tasks", names, "--out", _folder.File("out")).RequireGood();

        var face = _folder.Read("out/a.json").Faces.Single();
        FaceTask[] answered =
        [
            .. face.Ages.Select(found => found.Task), .. face.Expressions.Select(found => found.Task),
            .. face.Parsing.Select(found => found.Task), .. face.Identities.Select(found => found.Task),
        ];
        Assert.Equal(expected, answered.Select(task => task.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("agee", "--tasks: the weights hold no 'agee'; did you mean 'age'?")]
    [InlineData("age,landmarks", "--tasks: the weights hold no 'landmarks'; they hold age/morph2, ")]
    public void A_task_that_the_weights_lack_is_named(string names, string complaint)
    {
        var line = _folder.Predict(
            _folder.Picture("a.png"), "--cropped", "--tasks", names, "--out", _folder.File("out"))
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains(complaint, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_finds_several_faces_or_none()
    {
        var (faces, empty) = (_folder.Picture("faces.png", 96), _folder.Picture("empty.png", isBlack: true));
        using var detector = new FixedDetector(
            new DetectedFace(new FaceBox(5, 5, 35, 35), 0.9), new DetectedFace(new FaceBox(30, 40, 80, 90), 0.5));

        var result = _folder.Predict(
            detector, faces, empty, "--detector", "fixed", "--maps", "--out", _folder.File("out")).RequireGood();

        Assert.True(detector.IsDisposed);
        Assert.Equal(
            [
                "empty.json", "empty.png", "faces.json", "faces.parsing-lapa.1.map.png", "faces.parsing-lapa.2.map.png",
                "faces.png",
            ],
            _folder.FilesIn("out"));
        Assert.Equal(2, _folder.Read("out/faces.json").Faces.Length);
        Assert.Empty(_folder.Read("out/empty.json").Faces);
        var map = ImageCodec.ReadClasses(_folder.File("out/faces.parsing-lapa.1.map.png"));
        Assert.Equal((96, 96), (map.Width, map.Height));
        Assert.Contains("faces.png: 2 faces: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("empty.png: no face", result.Output, StringComparison.Ordinal);
        Assert.Contains("low confidence: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 images predicted; 2 faces, none in 1; results are in", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fetched_detector_finds_the_face_of_the_photograph()
    {
        var file = Path.Combine(RepositoryPaths.Root, "artifacts", "models", "blazeface-front.onnx");
        Assert.SkipUnless(File.Exists(file), "eng/models.sh fetches the detector");
        var photograph = Path.Combine(RepositoryPaths.Root, "samples", "pictures", "astronaut.png");

        _folder.Predict(photograph, "--detector", file, "--tasks", "age", "--out", _folder.File("out")).RequireGood();

        var face = _folder.Read("out/astronaut.json").Faces.Single();
        Assert.True(face.Confidence.DetectorScore > 0.5, $"{face.Confidence.DetectorScore}");
        Assert.InRange((face.Box.Left + face.Box.Right) / 2, 200, 255);
        Assert.InRange((face.Box.Top + face.Box.Bottom) / 2, 90, 160);
    }

    [Fact]
    public void A_detector_that_there_is_not_is_one_line()
    {
        var line = _folder.Predict(_folder.Picture("a.png"), "--detector", _folder.File("none.onnx"))
            .RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("none.onnx", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_of_a_list_belong_to_their_images()
    {
        var (one, two) = (_folder.Picture("one.png", 96), _folder.Picture("odd, two.png", 96));
        File.WriteAllText(
            _folder.File("boxes.csv"),
            "Path,left,top,right,bottom,note\r\none.png,1,2,41,42,\r\n\"odd, two.png\",5,6,45,46,\"say \"\"x\"\"\"\r\n"
            + "one.png,40,40,90,90,\r\n");

        _folder.Predict("--boxes", _folder.File("boxes.csv"), "--tasks", "age", "--out", _folder.File("out")).RequireGood();

        Assert.Equal(["odd, two.json", "odd, two.png", "one.json", "one.png"], _folder.FilesIn("out"));
        Assert.Equal(2, _folder.Read("out/one.json").Faces.Length);
        Assert.Equal(5, _folder.Read("out/odd, two.json").Faces.Single().Box.Left);
        Assert.True(File.Exists(one) && File.Exists(two));
    }

    [Theory]
    [InlineData("path,x,y\na.png,1,2\n", "line 1: expected the columns path,left,top,right,bottom")]
    [InlineData("path,left,top,right,bottom\na.png,1,2,0,9\n", "line 2: expected 5 fields with a path and left < right")]
    [InlineData("path,left,top,right,bottom\nb.png,1,2,30,40\n", "a.png: expected a row for it in ")]
    public void Boxes_that_are_wrong_are_named(string content, string complaint)
    {
        File.WriteAllText(_folder.File("boxes.csv"), content);

        var result = _folder.Predict(
            _folder.Picture("a.png"), "--boxes", _folder.File("boxes.csv"), "--out", _folder.File("out"));

        Assert.Contains(complaint, result.RequireOneLine(FaceptorApp.Failed), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Theory]
    [InlineData("json", "is no former prediction")]
    [InlineData("csv", "would be replaced; name another place")]
    public void A_map_of_somebody_else_is_not_replaced(string format, string complaint)
    {
        Directory.CreateDirectory(_folder.File("out"));
        File.WriteAllText(_folder.File("out/a.parsing-lapa.1.map.png"), "mine");

        var line = _folder.Predict(
            _folder.Picture("a.png"), "--cropped", "--maps", "--format", format, "--out", _folder.File("out"))
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains(complaint, line, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.File("out/a.parsing-lapa.1.map.png")));
    }

    [Fact]
    public void One_bad_image_stops_no_other_and_the_run_ends_in_failure()
    {
        var (good, other) = (_folder.Picture("good.png"), _folder.Picture("other.png"));
        File.WriteAllText(_folder.File("bad.png"), "no image");

        var result = _folder.Predict(
            good, _folder.File("bad.png"), other, "--cropped", "--no-drawings", "--out", _folder.File("out"));

        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Equal(["good.json", "other.json"], _folder.FilesIn("out"));
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"failed: {_folder.File("bad.png")}: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("error: 1 of 3 images failed, see above", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Jobs_change_no_number_and_no_order(string jobs)
    {
        ImmutableArray<string> pictures =
        [
            .. Enumerable.Range(0, 11).Select(index => _folder.Picture($"{new string('p', index + 1)}.png", 40 + index)),
        ];
        string[] command = [.. pictures, "--cropped", "--format", "jsonl", "--tasks", "age,expression"];

        _folder.Predict([.. command, "--out", _folder.File("expected")]).RequireGood();
        _folder.Predict(
            [
                .. command, "--jobs", jobs, "--mode", "exact", "--threads", "1", "--device", "cpu", "--out",
                _folder.File("out"),
            ]).RequireGood();

        var lines = File.ReadAllLines(_folder.File("out/results.jsonl"));
        Assert.Equal(File.ReadAllLines(_folder.File("expected/results.jsonl")), lines);
        Assert.Equal(pictures, lines.Select(line => ImageAnalysisJson.Read(line, "line").Image));
    }
}
