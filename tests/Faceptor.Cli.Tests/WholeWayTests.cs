using Faceptor.Data.Datasets;
using Faceptor.Evaluation;
using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Tests;

[Collection(TorchCollection.Name)]
public sealed class WholeWayTests(SyntheticFolder synthetic) : IClassFixture<SyntheticFolder>
{
    [Fact]
    public void Synthesize_writes_all_datasets()
    {
        synthetic.Synthesis.RequireGood();

        Assert.Equal(FaceTasks.Base, DatasetRegistry.Known.FindTasks(synthetic.Data));
        Assert.NotEmpty(VerificationSet.FindAll(synthetic.Data));
    }

    [Fact]
    public void Synthesize_writes_the_transfer_sets_when_asked()
    {
        var folder = synthetic.File("transfer");

        var result = CliRunner.Run("data", "synthesize", folder, "--count", "1", "--seed", "5", "--sets", "transfer");

        result.RequireGood();
        Assert.Equal(
            [FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AttributesLfw73],
            DatasetRegistry.Known.FindTasks(folder));
    }

    [Fact]
    public void Train_leaves_every_file()
    {
        synthetic.Training.RequireGood();

        Assert.Equal(CheckpointReason.Finished, new CheckpointStore(synthetic.Run).FindNewest()!.Manifest.Info.Reason);
        using var model = FaceptorWeights.Load(synthetic.Weights).Model;
        Assert.Equal(FaceTasks.Base, model.Tasks);
        Assert.Equal(2, File.ReadLines(Path.Combine(synthetic.Run, "log.jsonl")).Count());
        var record = RunRecordFile.Read(Path.Combine(synthetic.Run, "options.json"));
        Assert.Equal((synthetic.Data, 2), (record.DataRoot, record.Training.NumSteps));
        Assert.Equal(FaceptorOptionsJson.Write(model.Options), FaceptorOptionsJson.Write(record.Model!));
        string[] expected =
        [
            TrainingFiles.Marker, "evaluations.jsonl", "log.jsonl", "metrics.json", "options.json", "recipe.yaml", "report.html",
            "weights.safetensors",
        ];
        Assert.Equal(
            expected, Directory.EnumerateFiles(synthetic.Run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Train_writes_plain_lines_when_redirected()
    {
        var lines = synthetic.Training.RequireGood().Output.Split('\n');

        Assert.Contains(
            lines, line =>
                line.StartsWith(
                    "step 2 of 2: loss ", StringComparison.Ordinal) && line.Contains(
                        "images/s", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', synthetic.Training.Output);
    }

    [Fact]
    public void Train_scores_every_dataset_beside_a_baseline()
    {
        var records = MetricsFile.Read(Path.Combine(synthetic.Run, "metrics.json"));

        Assert.Equal(
            FaceTasks.Base.Select(task => task.Id).Order(),
            records.Select(record => record.Dataset).Distinct().Order());
        Assert.All(records, record => Assert.True(record.Samples > 0));
    }

    [Fact]
    public void Evaluate_repeats_the_scores_of_training()
    {
        CliRunner.Run(
            "evaluate", "--data", synthetic.Data, "--weights", synthetic.Weights, "--out", synthetic.File("scores")).RequireGood();

        Assert.False(File.Exists(synthetic.File("scores/metrics.previous.json")));
        var trained = MetricsFile.Read(Path.Combine(synthetic.Run, "metrics.json"));
        var again = MetricsFile.Read(synthetic.File("scores/metrics.json"));
        Assert.NotEmpty(trained);
        Assert.Equal(trained.Count, again.Count);
        Assert.All(trained.Zip(again), pair =>
        {
            Assert.Equal(pair.First.Dataset, pair.Second.Dataset);
            Assert.Equal(pair.First.Metric, pair.Second.Metric);
            Assert.Equal(pair.First.Value, pair.Second.Value, 1e-4);
        });
    }

    [Fact]
    public void Evaluate_measures_thresholds_and_claims_none_that_few_pairs_do_not_support()
    {
        var weights = synthetic.File("measured.safetensors");
        File.Copy(synthetic.Weights, weights);

        var result = CliRunner.Run(
            "evaluate", "--data", synthetic.Data, "--weights", weights, "--datasets", "verification", "--out",
            synthetic.File("measured"), "--store-operating-points").RequireGood();

        var records = MetricsFile.Read(synthetic.File("measured/metrics.json"));
        var sets = records.Where(record => record.Metric == "accuracy" && record.OperatingPoints is not null).ToList();
        Assert.NotEmpty(sets);
        Assert.All(sets, record =>
        {
            Assert.Equal(record.Samples, record.OperatingPoints!.NumImpostorPairs + record.OperatingPoints.NumGenuinePairs);
            Assert.Empty(record.OperatingPoints.Points);
        });
        Assert.Contains("are too few for any threshold", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "no operating points are stored: no verification set with enough pairs", result.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(synthetic.Weights), File.ReadAllBytes(weights));
    }

    [Fact]
    public void Evaluate_stores_thresholds_in_weights_of_this_project_only()
    {
        var line = CliRunner.Run(
            "evaluate", "--data", synthetic.Data, "--weights", RepositoryPaths.Golden("official_stage1.pth.tar"), "--heads", "4",
            "--store-operating-points").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("convert it first, and evaluate the result", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_keeps_former_scores_beside_new_ones()
    {
        Directory.CreateDirectory(synthetic.File("again"));
        File.WriteAllText(synthetic.File("again/metrics.json"), "former");

        var result = CliRunner.Run(
            "evaluate", "--data", synthetic.Data, "--weights", synthetic.Weights, "--tasks", "age/morph2", "--out",
            synthetic.File("again"), "--overwrite").RequireGood();

        Assert.Equal("former", File.ReadAllText(synthetic.File("again/metrics.previous.json")));
        Assert.NotEmpty(MetricsFile.Read(synthetic.File("again/metrics.json")));
        Assert.Contains("former ones in", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_that_is_stopped_leaves_no_scores_that_look_like_its_own()
    {
        Directory.CreateDirectory(synthetic.File("broken"));
        File.WriteAllText(synthetic.File("broken/metrics.json"), "former");

        CliRunner.Run(
            new CancellationToken(true), "evaluate", "--data", synthetic.Data, "--weights", synthetic.Weights, "--tasks",
            "age/morph2", "--out", synthetic.File("broken"), "--overwrite").RequireOneLine(FaceptorApp.Cancelled);

        Assert.Equal(
            ["metrics.previous.json"], Directory.GetFiles(synthetic.File("broken")).Select(Path.GetFileName));
    }

    [Fact]
    public void Evaluate_scores_chosen_tasks_only()
    {
        var result = CliRunner.Run(
            "evaluate", "--data", synthetic.Data, "--weights", synthetic.Weights, "--tasks", "age/morph2").RequireGood();

        Assert.Contains("MORPH II test", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("300W", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_writes_numbers_and_a_drawing_of_each_picture()
    {
        var image = TinyImage("portrait.jpg");

        CliRunner.Run(
            "predict", image, "--weights", synthetic.Weights, "--box", "40,30,120,120", "--out",
            synthetic.File("seen")).RequireGood();

        var prediction = ReadFace("seen/portrait.json");
        var original = ImageCodec.Read(image);
        var drawing = ImageCodec.Read(synthetic.File("seen/portrait.png"));
        Assert.Equal((original.Width, original.Height), (prediction.WidthPx, prediction.HeightPx));
        Assert.Equal(68, prediction.Landmarks.Single().Points.Length);
        Assert.Equal(original.Width * Overlay.ScaleOf(original), drawing.Width);
    }

    [Fact]
    public void Predict_replaces_former_results_of_the_same_picture_only()
    {
        var (first, second) = (TinyImage("first.png"), TinyImage("second.png"));
        var output = synthetic.File("replaced");
        CliRunner.Run("predict", first, second, "--cropped", "--weights", synthetic.Weights, "--out", output).RequireGood();
        File.WriteAllText(first, "no image any more");

        var line = CliRunner.Run("predict", first, "--cropped", "--weights", synthetic.Weights, "--out", output)
            .RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Equal(4, Directory.GetFiles(output).Length);
        CliRunner.Run("predict", first, "--cropped", "--weights", synthetic.Weights, "--out", output, "--overwrite")
            .RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("first.json and 1 more of the files to write would be", line, StringComparison.Ordinal);

        Assert.Equal(
            ["second.json", "second.png"], Directory.GetFiles(output).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("mine.json", "{\"mine\": 1}")]
    [InlineData("mine.png", "my drawing")]
    public void Predict_refuses_to_replace_what_it_did_not_write(string name, string content)
    {
        var image = TinyImage("mine.jpg");
        Directory.CreateDirectory(synthetic.File("foreign-results"));
        var file = synthetic.File($"foreign-results/{name}");
        File.WriteAllText(file, content);

        var line = CliRunner.Run(
            "predict", image, "--cropped", "--weights", synthetic.Weights, "--out", synthetic.File("foreign-results"))
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains($"{file} would be replaced and is no former prediction", line, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(file));
        File.Delete(file);
    }

    [Fact]
    public void Predict_says_how_far_it_is_and_can_be_stopped()
    {
        var image = TinyImage("stopped.png");
        string[] command = ["predict", image, "--cropped", "--weights", synthetic.Weights, "--out", synthetic.File("stopped-results")];

        var stopped = CliRunner.Run(new CancellationToken(true), command);
        var whole = CliRunner.Run(command).RequireGood();

        Assert.Contains(
            "cancelled after 0 of 1 images", stopped.RequireOneLine(FaceptorApp.Cancelled), StringComparison.Ordinal);
        Assert.StartsWith(
            "predicting: 0 of 1\npredicting: 1 of 1\nstopped.png: ", whole.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_from_file_equals_the_library()
    {
        var image = TinyImage("library.png");
        CliRunner.Run("predict", image, "--cropped", "--weights", synthetic.Weights, "--out", synthetic.File("library")).RequireGood();

        using var analyzer = new FaceAnalyzer(TorchEngine.Load(synthetic.Weights), ownsEngine: true);
        var expected = analyzer.Predict(
            ImageCodec.Read(image), cancellationToken: TestContext.Current.CancellationToken);

        var found = ReadFace("library/library.json");
        Assert.Equal(expected.Ages[0].Years, found.Ages[0].Years, 1e-9);
    }

    [Fact]
    public void Train_on_files_that_this_project_did_not_write()
    {
        var foreign = Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

        CliRunner.Run("train", "--data", foreign, "--out", synthetic.File("foreign"), "--steps", "1").RequireGood();

        Assert.NotEmpty(MetricsFile.Read(synthetic.File("foreign/metrics.json")));
        CliRunner.Run(
            "evaluate", "--data", foreign, "--weights", synthetic.File("foreign/weights.safetensors"),
            "--out", synthetic.File("foreignScores")).RequireGood();
        Assert.NotEmpty(MetricsFile.Read(synthetic.File("foreignScores/metrics.json")));
    }

    [Fact]
    public void Predict_takes_a_photograph_that_this_project_did_not_draw()
    {
        var photograph = Path.Combine(RepositoryPaths.Root, "samples", "pictures", "astronaut.png");

        CliRunner.Run(
            "predict", photograph, "--weights", synthetic.Weights, "--box", "172,62,110,130", "--out", synthetic.File("photo"))
            .RequireGood();

        var (image, drawing) = (ImageCodec.Read(photograph), ImageCodec.Read(synthetic.File("photo/astronaut.png")));
        var prediction = ReadFace("photo/astronaut.json");
        Assert.Equal((image.Width, image.Height), (prediction.WidthPx, prediction.HeightPx));
        Assert.Equal(
            (1, 1, 1, 2, 1, 1),
            (prediction.Landmarks.Length, prediction.Parsing.Length, prediction.Ages.Length,
                prediction.Expressions.Length, prediction.Attributes.Length, prediction.Identities.Length));
        Assert.Equal(image.Width * Overlay.ScaleOf(image), drawing.Width);
    }

    [Fact]
    public void Train_cancelled_leaves_a_loadable_checkpoint()
    {
        var result = CliRunner.Run(
            new CancellationToken(true), "train", "--data", synthetic.Data, "--out", synthetic.File("stopped"), "--tasks",
            "age/morph2");

        var line = result.RequireOneLine(FaceptorApp.Cancelled);
        Assert.Contains("cancelled after step 0 of", line, StringComparison.Ordinal);
        using var model = FaceptorWeights.Load(synthetic.File("stopped/weights.safetensors")).Model;
        Assert.Equal([FaceTasks.AgeMorph2], model.Tasks);
    }

    [Fact]
    public void Naive_Faceptor_goes_the_same_way()
    {
        var weights = synthetic.File("naive/weights.safetensors");

        CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", synthetic.File("naive"), "--recipe", "small-naive", "--steps", "1",
            "--tasks", "landmarks/300w,age/morph2", "--no-evaluation").RequireGood();
        var scores = CliRunner.Run("evaluate", "--data", synthetic.Data, "--weights", weights, "--tasks", "age/morph2");
        var prediction = CliRunner.Run(
            "predict", TinyImage("naive.png"), "--cropped", "--weights", weights, "--out", synthetic.File("naivePrediction"));

        scores.RequireGood();
        prediction.RequireGood();
        using var model = FaceptorWeights.Load(weights).Model;
        Assert.IsType<NaiveFaceptorModel>(model);
        Assert.True(File.Exists(synthetic.File("naivePrediction/naive.json")));
    }

    [Fact]
    public void Naive_Faceptor_is_not_trained_on_single_samples()
    {
        var options = new TrainingSessionOptions
        {
            DataRoot = synthetic.Data,
            OutputFolder = synthetic.File("single"),
            Model = FaceptorPresets.SmallNaive,
            Training = TrainingRecipes.Small with { Tasks = [new(FaceTasks.AgeMorph2, 1, 1)] },
        };

        var error = Assert.Throws<OptionsException>(() => new TrainingSession(options).Dispose());

        Assert.Contains("age/morph2 (1 a step): at least 2 samples", error.Message, StringComparison.Ordinal);
        new TrainingSession(options with { Model = FaceptorPresets.Small }).Dispose();
    }

    [Theory]
    [InlineData("tasks.landmarks/300w.batchSize=1", "batchSize=2 or more")]
    [InlineData("portions=8", "or --portions 4 or less")]
    public void A_single_image_a_batch_norm_is_refused_before_anything_is_written(string setting, string remedy)
    {
        var output = synthetic.File($"lonely{setting.Length}");

        var line = CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", output, "--recipe", "small-naive", "--tasks", "landmarks/300w",
            "--set", setting).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("landmarks/300w", line, StringComparison.Ordinal);
        Assert.Contains(remedy, line, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(output, "options.json")));
    }

    private FacePrediction ReadFace(string name) =>
        ImageAnalysisJson.Read(File.ReadAllText(synthetic.File(name)), name).Faces.Single();

    private string TinyImage(string name)
    {
        var split = DatasetRegistry.Known.Open(FaceTasks.Landmarks300W, synthetic.Data, "valid");
        var image = split.Read(0).Image;
        var path = synthetic.File(name);
        File.WriteAllBytes(
            path, name.EndsWith(
                ".jpg", StringComparison.Ordinal) ? ImageCodec.EncodeJpeg(image) : ImageCodec.EncodePng(image));
        return path;
    }
}
