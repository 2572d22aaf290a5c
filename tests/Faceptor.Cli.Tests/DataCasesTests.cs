namespace Faceptor.Cli.Tests;

/// <summary>
/// Dataset files as people have them: what the commands make of them, from the file to the exit code.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class DataCasesTests : IDisposable
{
    // The first bytes of every companion file that macOS writes: AppleDouble, version 2.
    private static readonly byte[] AppleDouble = [0x00, 0x05, 0x16, 0x07, 0x00, 0x02, 0x00, 0x00];

    private readonly TemporaryFolder _folder = new();

    private static string Cases => Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "cases");

    private static string Fixtures => Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Minus_one_in_a_list_of_attributes_is_refused_with_its_line()
    {
        WriteAttributes("attr.csv");

        var line = Train(_folder.Path, _folder.File("task.yaml")).RequireOneLine(FaceptorApp.Failed);

        Assert.Contains(
            "attr.csv, line 2: expected 1 (yes), 0 (no) or nothing (unknown) in column 'glasses', got '-1'",
            line,
            StringComparison.Ordinal);
        Assert.EndsWith("write 0.", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("run/weights.safetensors")));
    }

    [Fact]
    public void The_same_list_with_0_for_no_is_trained_on()
    {
        WriteAttributes("attr01.csv");

        Train(_folder.Path, _folder.File("task.yaml")).RequireGood();
    }

    [Fact]
    public void Points_that_no_face_has_are_reported_with_their_file()
    {
        var data = Path.Combine(Cases, "lapa-bad-landmarks");

        var result = CliRunner.Run("data", "check", data, "--dataset", "LaPa", "--deep");

        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Contains(
            $"{Path.Combine(data, "LaPa", "train", "landmarks", "10009865324_0.txt")}: expected points that span a "
            + "face, all 106 lie in one place, (100, 100)",
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            $"{Path.Combine(data, "LaPa", "train", "landmarks", "10773046825_0.txt")}: expected points in the image "
            + "of 200 x 200 pixels or near it",
            result.Output,
            StringComparison.Ordinal);
        Assert.EndsWith("2 problems found", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Training_stops_at_points_that_no_face_has_unless_it_may_skip_them()
    {
        var data = Path.Combine(Cases, "lapa-bad-landmarks");
        File.WriteAllText(
            _folder.File("lapa.yaml"),
            "recipe: small\nnumSteps: 3\nwarmupSteps: 1\ntasks:\n  parsing/lapa: {batchSize: 4, weight: 1}\n");

        var stopped = Train(data, _folder.File("lapa.yaml"), "--no-evaluation");
        var line = stopped.RequireOneLine(FaceptorApp.Failed);
        var skipping = CliRunner.Run(
            "train", "--data", data, "--out", _folder.File("skipping"), "--config", _folder.File("lapa.yaml"),
            "--no-evaluation", "--skip-bad-samples");

        Assert.Matches(@"train.landmarks.(10009865324|10773046825)_0\.txt: expected points", line);
        skipping.RequireGood();
        Assert.True(File.Exists(_folder.File("skipping/weights.safetensors")));
    }

    [Fact]
    public void Points_of_300W_in_one_place_obey_the_same_switch()
    {
        var data = CopyOf("layoutB", "300W");
        var points = Path.Combine(data, "300W", "afw", "1051618982_1.pts");
        File.WriteAllText(points, $"n_points: 68\n{{\n{string.Concat(Enumerable.Repeat("5 5\n", 68))}}}\n");
        File.WriteAllText(
            _folder.File("300w.yaml"),
            "recipe: small\nnumSteps: 4\nwarmupSteps: 1\ntasks:\n  landmarks/300w: {batchSize: 4, weight: 1}\n");

        var check = CliRunner.Run("data", "check", data, "--dataset", "300W");
        var line = Train(data, _folder.File("300w.yaml"), "--no-evaluation").RequireOneLine(FaceptorApp.Failed);
        var skipping = CliRunner.Run(
            "train", "--data", data, "--out", _folder.File("skipping"), "--config", _folder.File("300w.yaml"),
            "--no-evaluation", "--skip-bad-samples");

        Assert.Equal(FaceptorApp.Failed, check.Code);
        Assert.Contains($"{points}: expected points that span a face", check.Output, StringComparison.Ordinal);
        Assert.Matches("\n1 problems? found", check.Output);
        Assert.Contains($"{points}: expected points that span a face", line, StringComparison.Ordinal);
        skipping.RequireGood();
    }

    [Fact]
    public void Companion_files_of_macos_are_passed_over()
    {
        var data = CopyOf("layoutB", "UTKFace", "300W", "RAF-DB", "MS1MV3");
        File.WriteAllBytes(
            Path.Combine(data, "UTKFace", "UTKFace", "._28_0_2_20170108170000007.jpg.chip.jpg"), AppleDouble);
        foreach (var name in new[] { "._image_0003.png", "._image_0003.pts" })
        {
            File.WriteAllBytes(Path.Combine(data, "300W", "lfpw", "trainset", name), AppleDouble);
        }

        foreach (var name in new[] { "Thumbs.db", "desktop.ini", ".DS_Store" })
        {
            File.WriteAllBytes(Path.Combine(data, "MS1MV3", name), AppleDouble);
        }

        Directory.CreateDirectory(Path.Combine(data, "MS1MV3", "@eaDir"));
        Directory.CreateDirectory(Path.Combine(data, "verification"));
        File.WriteAllBytes(Path.Combine(data, "verification", "._lfw.bin"), AppleDouble);

        var utk = CliRunner.Run("data", "check", data, "--dataset", "UTKFace", "--deep").RequireGood();
        var w300 = CliRunner.Run("data", "check", data, "--dataset", "300W", "--deep").RequireGood();
        var ms1m = CliRunner.Run("data", "check", data, "--dataset", "MS1MV3", "--deep").RequireGood();

        Assert.Matches(@"\| all +\| +16 \|", utk.Output);
        Assert.Matches(@"\| 300W +\| distributed +\| train +\| +8 \|", w300.Output);
        Assert.DoesNotContain("_lfw", ms1m.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Endings_in_capitals_are_found()
    {
        var data = CopyOf("layoutB", "300W");
        var afw = Path.Combine(data, "300W", "afw", "1051618982_1");
        File.Move($"{afw}.jpg", $"{afw}.JPG");
        File.Move($"{afw}.pts", $"{afw}.PTS");

        var result = CliRunner.Run("data", "check", data, "--dataset", "300W", "--deep");

        result.RequireGood();
        Assert.Matches(@"\| 300W +\| distributed +\| train +\| +8 \|", result.Output);
    }

    [Theory]
    [InlineData("morph-win")]
    [InlineData("prep-win")]
    public void Lists_written_on_windows_are_read(string name)
    {
        var result = CliRunner.Run("data", "check", Path.Combine(Cases, name), "--dataset", "MORPH II", "--deep");

        result.RequireGood();
        Assert.EndsWith("no problems found", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rec-propmore", "says 85742 identities, record 0 of train.rec has 3; training takes the former")]
    [InlineData("rec-shuffled", "says 3 identities, record 0 of train.rec has 6; training takes the former")]
    public void Records_that_contradict_their_property_are_reported(string name, string problem)
    {
        var data = Path.Combine(Cases, name);

        var result = CliRunner.Run("data", "check", data, "--dataset", "MS1MV3", "--deep");

        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Contains(
            $"{Path.Combine(data, "MS1MV3", "property")}: {problem}", result.Output, StringComparison.Ordinal);
        Assert.Matches("\n1 problems? found", result.Output);
    }

    [Fact]
    public void Training_takes_the_number_of_identities_from_the_property()
    {
        File.WriteAllText(
            _folder.File("identity.yaml"),
            "recipe: small\nnumSteps: 1\nwarmupSteps: 1\ntasks:\n  identity/ms1mv3: {batchSize: 4, weight: 1}\n");

        Train(Path.Combine(Cases, "rec-shuffled"), _folder.File("identity.yaml"), "--no-evaluation").RequireGood();

        Assert.Matches(@"""numIdentities"": 3\b", File.ReadAllText(_folder.File("run/options.json")));
    }

    [Fact]
    public void A_table_with_its_columns_in_another_order_is_read_by_its_header()
    {
        var result = CliRunner.Run(
            "data", "check", Path.Combine(Cases, "fer-icml"), "--dataset", "FERPlus", "--deep");

        result.RequireGood();
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 400));
    }

    [Theory]
    [InlineData("emotion,Usage,picture", "expected a column 'pixels', found emotion, Usage, picture")]
    [InlineData("emotion,pixels,Usage", "expected usage 'Training' as in line 2 of ")]
    public void A_table_of_another_form_is_refused_in_one_readable_line(string header, string problem)
    {
        var data = CopyTo(Path.Combine(Cases, "fer-icml"), "fer");
        var table = Path.Combine(data, "FERPlus", "fer2013.csv");
        File.WriteAllText(
            table, header + File.ReadAllText(table)["emotion, Usage, pixels".Length..]);

        var result = CliRunner.Run("data", "check", data, "--dataset", "FERPlus");

        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Contains(problem, result.Output, StringComparison.Ordinal);
        Assert.All(
            result.Output.Split('\n').Where(line => !line.StartsWith("not found", StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 0, 460));
    }

    private CliResult Train(string data, string recipe, params string[] more) => CliRunner.Run(
        ["train", "--data", data, "--out", _folder.File("run"), "--config", recipe, .. more]);

    private void WriteAttributes(string list)
    {
        CustomFaces.Write(_folder.File("p"), 16);
        foreach (var png in Directory.GetFiles(_folder.File("p"), "*.png"))
        {
            File.Move(png, Path.ChangeExtension(png, ".jpg"));
        }

        File.Copy(Path.Combine(Cases, "attributes-minus-one", list), _folder.File(list));
        File.WriteAllText(
            _folder.File("task.yaml"),
            $$"""
            recipe: small
            numSteps: 2
            warmupSteps: 1
            tasks:
              attributes/x:
                family: attributes
                name: mine
                labels: [glasses, smiling]
                dataset: {path: {{_folder.File(list)}}, trainingSplit: train, evaluationSplit: test}
                batchSize: 4
                weight: 1
            """);
    }

    private string CopyOf(string layout, params string[] names)
    {
        foreach (var name in names)
        {
            CopyTo(Path.Combine(Fixtures, layout, name), Path.Combine("data", name));
        }

        return _folder.File("data");
    }

    private string CopyTo(string source, string name)
    {
        var target = _folder.File(name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }
}
