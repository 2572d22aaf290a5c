#!/usr/bin/env dotnet
// Teaches a small network a task of your own: dotnet run train.cs -- faces.csv --labels glasses,smile --out run
#:package Faceptor@*-*
#:package Faceptor.Synthetic@*-*
#:package Faceptor.Training@*-*
#:package System.CommandLine@3.0.0
#:property SatelliteResourceLanguages=en
using System.CommandLine;
using Faceptor;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Sessions;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Synthetic;
using Faceptor.Training;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

var listArgument = new Argument<FileInfo?>("list")
{
    Description = "A CSV with the columns path, split (train or test) and one of 0 and 1 for each label, beside its "
        + "images; left out, synthetic faces are drawn.",
    Arity = ArgumentArity.ZeroOrOne,
};
var labelsOption = new Option<string>("--labels")
{
    Description = "The questions, separated by commas: columns of the list.",
    DefaultValueFactory = _ => "glasses,smile",
};
var outOption = new Option<DirectoryInfo>("--out")
{
    Description = "Where weights and log go; a folder that holds no other run.",
    DefaultValueFactory = _ => new DirectoryInfo("run"),
};
var stepsOption = new Option<int>("--steps") { Description = "Steps of training.", DefaultValueFactory = _ => 60 };
stepsOption.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 2)
    {
        result.AddError("--steps: expected at least 2.");
    }
});
var root = new RootCommand("Trains a small network from random weights on yes-or-no questions about images.")
{
    listArgument, labelsOption, outOption, stepsOption,
};
root.SetAction((parsed, token) => Task.FromResult(Train(
    parsed.GetValue(listArgument),
    parsed.GetValue(labelsOption)!.Split(',', StringSplitOptions.TrimEntries),
    parsed.GetValue(outOption)!,
    parsed.GetValue(stepsOption),
    token)));

try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped.");
    return 130;
}
catch (Exception error) when (error is FaceptorException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static int Train(FileInfo? list, string[] labels, DirectoryInfo folder, int steps, CancellationToken token)
{
    var path = list?.FullName ?? DrawFaces(Path.Combine(folder.FullName, "faces"), labels, token);
    var task = new FaceTask("attributes/custom", TaskFamily.Attributes, "Custom", [.. labels]);
    var options = new TrainingSessionOptions
    {
        DataRoot = Path.GetDirectoryName(path)!, // where the datasets of other tasks would be looked for
        OutputFolder = Path.Combine(folder.FullName, "training"),
        Model = FaceptorPresets.Small with { Tasks = [task] },
        Training = TrainingRecipes.Small with
        {
            Tasks = [new TaskTrainingOptions(task, BatchSize: 16, Weight: 1) { Dataset = new CustomDatasetOptions(path) }],
            NumSteps = steps,
            WarmupSteps = steps / 10,
            LogInterval = Math.Max(1, steps / 10),
        },
    };
    using var session = new TrainingSession(options);
    Console.WriteLine($"{session.Datasets[0].Count} images to learn from");

    // Scores are of the split 'test', and beside them what an answer that ignores the image would get.
    using var evaluation = new EvaluationSession(session.OpenCustomTests(), options: null);
    var hooks = new TrainingHooks { Evaluate = (model, stop) => evaluation.Evaluate(model, cancellationToken: stop) };
    var result = session.Train(new PrintedProgress(), hooks, cancellationToken: token);
    foreach (var score in result.Scores)
    {
        Console.WriteLine($"{score.Split}: {score.Metric} {score.Value:P1}, without looking {score.Baseline:P1}");
    }

    Console.WriteLine($"weights: {result.WeightsPath}");
    return result.WasCancelled ? 130 : 0;
}

// Draws faces and writes their list, as you would write one of your own images.
static string DrawFaces(string folder, string[] labels, CancellationToken token)
{
    if (labels is not ["glasses", "smile"])
    {
        throw new OptionsException("--labels", "other labels than glasses,smile need a list of images.");
    }

    const int NumFaces = 400;
    Directory.CreateDirectory(folder);
    var lines = new List<string> { "path,split,glasses,smile" };
    for (var number = 0; number < NumFaces; number++)
    {
        token.ThrowIfCancellationRequested();
        var (hasGlasses, smiles) = (number % 2 == 1, number / 2 % 2 == 1);
        var parameters = new SyntheticFaceParameters
        {
            Identity = SyntheticIdentity.Create(seed: 1, number / 4),
            AgeYears = 20 + (number % 40),
            Expression = smiles ? Expression.Happy : Expression.Neutral,
            HasGlasses = hasGlasses,
            DetailSeed = number,
        };
        var face = SyntheticFaceRenderer.Draw(parameters, SyntheticFrame.Crop(64));
        File.WriteAllBytes(Path.Combine(folder, $"{number}.png"), ImageCodec.EncodePng(face.Image));

        // The last identities are kept for the test.
        lines.Add($"{number}.png,{(number < 320 ? "train" : "test")},{(hasGlasses ? 1 : 0)},{(smiles ? 1 : 0)}");
    }

    // Says that weights that learn from these images know no photograph.
    File.WriteAllText(Path.Combine(folder, "faceptor-synthetic.txt"), "Drawn by program.\n");
    var list = Path.Combine(folder, "faces.csv");
    File.WriteAllLines(list, lines);
    return list;
}

internal sealed class PrintedProgress : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => Console.WriteLine(
        $"step {value.Step} of {value.NumSteps}: loss {value.TotalLoss:F3}, {value.Remaining:mm\\:ss} left");
}
