using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;

namespace Faceptor.Cli.Tests;

/// <summary>
/// Every kind of bad input ends in one line that names the file and in exit code 1 or 2, and leaves no output.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Train_without_a_data_folder()
    {
        var line = Train("nowhere").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("nowhere: the folder for datasets does not exist", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact]
    public void Train_with_an_empty_data_folder()
    {
        Directory.CreateDirectory(_folder.File("data"));

        var line = Train("data").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("expected at least one dataset folder", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_with_an_empty_list()
    {
        WriteMorph(train: "", test: "a.png 30\n");

        var line = Train("data").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("train.txt", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_with_a_list_that_names_a_missing_picture()
    {
        WriteMorph(train: "a.png 30\nghost.png 31\n", test: "a.png 30\n");

        var line = Train("data").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("train.txt, line 2", line, StringComparison.Ordinal);
        Assert.Contains("ghost.png", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("run/weights.safetensors")));
    }

    [Fact]
    public void Train_with_a_wrong_column_count()
    {
        WriteMorph(train: "a.png 30\na.png\n", test: "a.png 30\n");

        var line = Train("data").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("train.txt, line 2", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_with_a_third_column_in_a_list_of_two()
    {
        Directory.CreateDirectory(_folder.File("data/RAF-DB/basic/data"));
        File.WriteAllText(_folder.File("data/RAF-DB/basic/label.txt"), "train_1.png 4\ntrain_2.png 4 1\n");

        var line = Train("data").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("label.txt, line 2: expected 2 columns", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_with_a_picture_that_breaks_late_keeps_the_weights_so_far()
    {
        WriteMorph(train: string.Concat(Enumerable.Repeat("a.png 30\n", 40)) + "late.png 30\n", test: "a.png 30\n");
        File.WriteAllText(_folder.File("data/MORPH2/data/late.png"), "no image");

        var result = CliRunner.Run(
            "train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--steps", "50", "--no-evaluation");

        Assert.Contains("late.png: not an image", result.RequireOneLine(FaceptorApp.Failed), StringComparison.Ordinal);
        Assert.Matches("stopped after step [1-9][0-9]* of 50; the checkpoint of this step is in .*checkpoints", result.Output);
        using var model = FaceptorWeights.Load(_folder.File("run/weights.safetensors")).Model;
        Assert.Equal([FaceTasks.AgeMorph2], model.Tasks);
    }

    [Fact]
    public void Train_without_scoring_needs_no_test_split()
    {
        WriteMorph(train: string.Concat(Enumerable.Repeat("a.png 30\n", 8)), test: "a.png 30\n");
        foreach (var list in Directory.GetFiles(_folder.File("data"), "test.txt", SearchOption.AllDirectories))
        {
            File.Delete(list);
        }

        CliRunner.Run(
            "train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--steps", "1", "--no-evaluation")
            .RequireGood();

        Assert.True(File.Exists(_folder.File("run/weights.safetensors")));
    }

    [Fact]
    public void Train_into_the_folder_of_an_earlier_run()
    {
        WriteMorph(train: "a.png 30\n", test: "a.png 30\n");
        Directory.CreateDirectory(_folder.File("run"));
        File.WriteAllText(_folder.File("run/weights.safetensors"), "earlier");
        File.WriteAllText(_folder.File("run/metrics.json"), "earlier");
        RunFolder.Claim(_folder.File("run"));

        var line = Train("data", "--no-evaluation").RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Equal("earlier", File.ReadAllText(_folder.File("run/weights.safetensors")));
        Train("data", "--no-evaluation", "--overwrite").RequireGood();

        Assert.Contains(
            "holds the results of an earlier run (weights.safetensors, metrics.json); name another folder, or add "
            + "--overwrite", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("run/metrics.json")));
        FaceptorWeights.Load(_folder.File("run/weights.safetensors")).Dispose();
    }

    [Fact]
    public void Train_from_weights_that_would_be_removed()
    {
        WriteMorph(train: "a.png 30\n", test: "a.png 30\n");
        Directory.CreateDirectory(_folder.File("run"));
        File.WriteAllText(_folder.File("run/weights.safetensors"), "earlier");

        var line = Train("data", "--overwrite", "--weights", _folder.File("run/weights.safetensors"))
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("would be removed with the earlier run", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train --data {0}/data --out {0}/data/MORPH2/data/a.png")]
    [InlineData("evaluate --data {0}/data --weights {0}/weights.safetensors --out {0}/data/MORPH2/data/a.png/deeper")]
    [InlineData("predict {0}/data/MORPH2/data/a.png --cropped --weights {0}/weights.safetensors --out {0}/weights.safetensors")]
    [InlineData("quickstart --out {0}/data/MORPH2/data/a.png/deeper")]
    public void Output_where_a_file_stands(string command)
    {
        WriteMorph(train: "a.png 30\n", test: "a.png 30\n");
        SaveWeights();

        var line = RunHere(command).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("--out: expected a folder, ", line, StringComparison.Ordinal);
        Assert.Contains(" is a file; name another.", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train --data {0}/data --out /proc/self/nothing")]
    [InlineData("evaluate --data {0}/data --weights {0}/weights.safetensors --out /proc/self/nothing")]
    [InlineData("predict {0}/data/MORPH2/data/a.png --cropped --weights {0}/weights.safetensors --out /proc/self/nothing")]
    [InlineData("quickstart --out /proc/self/nothing")]
    public void Output_that_cannot_be_written(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a folder that nobody can write needs Linux");
        WriteMorph(train: "a.png 30\n", test: "a.png 30\n");
        SaveWeights();

        var line = RunHere(command).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("--out: /proc/self/nothing cannot be written", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_with_a_truncated_jpeg()
    {
        WriteMorph(train: "cut.jpg 30\n", test: "a.png 30\n");
        var jpeg = ImageCodec.EncodeJpeg(new RgbImage(64, 64));
        File.WriteAllBytes(_folder.File("data/MORPH2/data/cut.jpg"), jpeg[..(jpeg.Length / 2)]);

        var line = Train("data").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("cut.jpg", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_with_an_unknown_class()
    {
        Directory.CreateDirectory(_folder.File("data/RAF-DB/basic/data"));
        File.WriteAllText(_folder.File("data/RAF-DB/basic/label.txt"), "train_1.png 9\n");

        var line = Train("data").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("label.txt, line 1", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_with_a_task_that_has_no_dataset()
    {
        WriteMorph(train: "a.png 30\n", test: "a.png 30\n");

        var line = Train("data", "--tasks", "landmarks/300w").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("300W", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_from_weights_of_another_size()
    {
        WriteMorph(train: "a.png 30\n", test: "a.png 30\n");

        var line = Train("data", "--weights", SaveWeights()).RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("weights.safetensors", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_with_no_steps()
    {
        WriteMorph(train: "a.png 30\n", test: "a.png 30\n");

        var line = CliRunner.Run("train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--steps", "0")
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("NumSteps must be at least 1", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_with_missing_weights()
    {
        var line = CliRunner.Run(
            "predict", "a.png", "--cropped", "--weights", _folder.File("none.safetensors")).RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("none.safetensors", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_with_weights_that_are_none()
    {
        File.WriteAllText(_folder.File("weights.safetensors"), "no weights at all");

        var line = CliRunner.Run(
            "predict", "a.png", "--cropped", "--weights", _folder.File("weights.safetensors")).RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("weights.safetensors", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ghost.png", new string[0], FaceptorApp.Failed, "ghost.png: the image cannot be read")]
    [InlineData("text.png", new string[0], FaceptorApp.Failed, "text.png: not an image")]
    [InlineData("a.png", new[] { "--box", "500,10,20,20" }, FaceptorApp.WrongUsage, "box: expected a box that meets")]
    public void Predict_with_bad_input_writes_nothing(string image, string[] box, int code, string complaint)
    {
        WriteImage(_folder.File("a.png"));
        File.WriteAllText(_folder.File("text.png"), "text");

        var result = CliRunner.Run(
            [
                "predict", _folder.File(image), "--weights", SaveWeights(), "--out", _folder.File("out"),
                .. box.Length > 0 ? box : ["--cropped"],
            ]);

        Assert.Contains(complaint, result.RequireOneLine(code), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public void Synthesize_into_a_folder_with_content()
    {
        File.WriteAllText(_folder.File("mine.txt"), "mine");

        var line = CliRunner.Run(
            "data", "synthesize", _folder.Path, "--count", "60").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains(_folder.Path, line, StringComparison.Ordinal);
        Assert.Equal([_folder.File("mine.txt")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Synthesize_nothing()
    {
        CliRunner.Run("data", "synthesize", _folder.File("new"), "--count", "0").RequireOneLine(FaceptorApp.WrongUsage);

        Assert.False(Directory.Exists(_folder.File("new")));
    }

    [Fact]
    public void Quickstart_into_a_folder_that_is_not_its_own()
    {
        File.WriteAllText(_folder.File("mine.txt"), "mine");

        var line = CliRunner.Run("quickstart", "--fast", "--out", _folder.Path).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("not a former quickstart", line, StringComparison.Ordinal);
        Assert.Equal([_folder.File("mine.txt")], Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private CliResult Train(string data, params string[] more) =>
        CliRunner.Run(["train", "--data", _folder.File(data), "--out", _folder.File("run"), "--steps", "1", .. more]);

    // A command line with {0} for the test's folder.
    private CliResult RunHere(string command) => CliRunner.Run(
        [.. command.Split(' ').Select(word => word.Replace("{0}", _folder.Path, StringComparison.Ordinal))]);

    private void WriteMorph(string train, string test)
    {
        var labels = Directory.CreateDirectory(_folder.File("data/MORPH2/label/RANDOM_80_20")).FullName;
        Directory.CreateDirectory(_folder.File("data/MORPH2/data"));
        WriteImage(_folder.File("data/MORPH2/data/a.png"));
        File.WriteAllText(Path.Combine(labels, "train.txt"), train);
        File.WriteAllText(Path.Combine(labels, "test.txt"), test);
    }

    private static void WriteImage(string path) =>
        File.WriteAllBytes(path, ImageCodec.EncodePng(new RgbImage(64, 64)));

    private string SaveWeights()
    {
        var path = _folder.File("weights.safetensors");
        using var model = FaceptorModelFactory.Create(
            FaceptorPresets.Small with { Tasks = [FaceTasks.AgeMorph2], EncoderDim = 16, DecoderDim = 16 },
            seed: 1);
        FaceptorWeights.Save(model, path);
        return path;
    }
}
