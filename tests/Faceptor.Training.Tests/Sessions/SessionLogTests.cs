using Faceptor.Data.Loading;
using Faceptor.Evaluation.Sessions;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;
using Microsoft.Extensions.Logging;

namespace Faceptor.Training.Tests.Sessions;

/// <summary>What sessions log while they really train and score.</summary>
[Collection(TorchGeneratorCollection.Name)]
public sealed class SessionLogTests : IDisposable
{
    private readonly FixtureDatasets _data = new();
    private readonly TemporaryFolder _folder = new();
    private readonly CollectedLog _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _data.Dispose();
    }

    [Fact]
    public void A_run_tells_its_tasks_steps_checkpoint_and_scores()
    {
        Train(Options(FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb));

        Assert.Equal(
            ["age/morph2", "expression/raf-db"],
            _log.Events.Where(entry => entry.Name == "DatasetOpened").Select(entry => entry.Values["Task"]));
        Assert.Contains("landmarks/300w", _log.Events.Where(entry => entry.Name == "TaskLeftOut")
            .Select(entry => entry.Values["Task"]));
        Assert.Equal("All", _log.Single("SessionOpened").Values["FineTuneScope"]);
        Assert.Equal(2, _log.Single("TrainingFinished").Values["NumSteps"]);
        Assert.Equal([1, 2], _log.Events.Where(entry => entry.Name == "Progress").Select(entry => entry.Values["Step"]));
        Assert.Equal("Finished", _log.Single("CheckpointSaved").Values["Reason"]);
        Assert.Equal(
            ["age/morph2", "expression/raf-db"],
            _log.Events.Where(entry => entry.Name == "TaskScored").Select(entry => entry.Values["Dataset"]));
    }

    [Fact]
    public void Paths_are_told_at_debug_only()
    {
        Train(Options(FaceTasks.AgeMorph2));

        Assert.Contains(_log.Events, entry => entry.Level == LogLevel.Debug && NamesAFile(entry));
        Assert.DoesNotContain(_log.Events, entry => entry.Level > LogLevel.Debug && NamesAFile(entry));
    }

    [Fact]
    public void A_stopped_run_says_so_and_the_one_that_goes_on_too()
    {
        using var data = TemporaryFolder.CopyOf(Path.Combine(_data.Root, "MORPH2"), "MORPH2");
        using (var stop = new CancellationTokenSource())
        using (var session = new TrainingSession(Options(FaceTasks.AgeMorph2) with { DataRoot = data.Path }))
        {
            session.Train(new StopAfter(stop), cancellationToken: stop.Token);
        }

        Array.ForEach(Directory.GetFiles(data.File("MORPH2/data")), image => File.AppendAllText(image, "changed"));
        using var resumed = TrainingSession.Resume(
            _folder.File("run"), options => options with { Logger = _log, NumWorkers = 1 });

        Assert.Equal((1, 2), (_log.Single("TrainingCancelled").Values["Step"], _log.Single("TrainingCancelled").Values["NumSteps"]));
        Assert.StartsWith(
            "dataset of age/morph2: ", (string)_log.Single("RunChanged").Values["Change"]!, StringComparison.Ordinal);
        Assert.Equal((3104, 1), (_log.Single("RunResumed").Id, _log.Single("RunResumed").Values["Step"]));
    }

    [Fact]
    public void A_sample_that_is_skipped_is_a_warning_without_its_name()
    {
        var morph = Path.Combine(_data.Root, "MORPH2");
        foreach (var file in Directory.GetFiles(morph, "*.txt", SearchOption.AllDirectories))
        {
            var copy = _folder.File(Path.Combine("broken", "MORPH2", Path.GetRelativePath(morph, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var images = Directory.GetFiles(Path.Combine(morph, "data")).Order(StringComparer.Ordinal)
            .Select(file => Path.GetFileName(file)!).ToArray();
        Directory.CreateDirectory(_folder.File("broken/MORPH2/data"));
        Array.ForEach(images, name => File.WriteAllText(_folder.File($"broken/MORPH2/data/{name}"), "no image"));

        using var session = new TrainingSession(Options(FaceTasks.AgeMorph2) with
        {
            DataRoot = _folder.File("broken"),
            BadSamples = BadSamplePolicy.Skip,
        });
        Assert.Throws<DatasetException>(() => session.Train(cancellationToken: Token));

        var skipped = _log.Events.First(entry => entry.Name == "SampleSkipped");
        Assert.Equal((5000, LogLevel.Warning, "age/morph2"), (skipped.Id, skipped.Level, skipped.Values["Task"]));
        Assert.Contains(
            _log.Events,
            entry => entry is { Id: 5001, Level: LogLevel.Debug }
                && images.Any(name => entry.Text.Contains(name, StringComparison.Ordinal)));
        Assert.DoesNotContain(_log.Events, entry => entry.Level > LogLevel.Debug && NamesAFile(entry));
    }

    [Fact]
    public void A_second_stage_tells_what_it_loads_and_what_it_chose()
    {
        Train(Options(FaceTasks.AgeMorph2) with { Model = TinyModels.Options() with { DropPathRate = 0.2 } });
        var recipe = SmallVariant.Of(KnownRecipes.LayerAttention);
        var log = new CollectedLog();

        Train(TrainingSessionOptions.Of(
            recipe with
            {
                Training = recipe.Training with
                {
                    Tasks = [new TaskTrainingOptions(FaceTasks.AgeMorph2, 2, 1)],
                    NumSteps = 1,
                    WarmupSteps = 0,
                    ValidationShare = 0.5,
                    FrozenPartsInTrainingMode = false,
                },
            },
            _data.Root,
            _folder.File("second"),
            _folder.File("run/weights.safetensors")) with
        {
            Logger = log,
        });

        Assert.Equal("LayerAttention", log.Single("SessionOpened").Values["FineTuneScope"]);
        Assert.Equal("age/morph2", log.Single("WeightsLoaded").Values["Tasks"]);
        Assert.Contains("released code drops anew", log.Single("RunNote").Text, StringComparison.Ordinal);
        Assert.Equal("age/morph2", log.Single("LayerAttentionChosen").Values["Task"]);
    }

    [Fact]
    public void An_evaluation_tells_what_it_scores_and_what_not()
    {
        using var model = TinyModels.Create(FaceTasks.AgeMorph2, FaceTasks.AgeUtkFace);
        using var data = new FixtureDatasets("MORPH2");

        using var session = new EvaluationSession(
            data.Root, model.Tasks, options: new EvaluationOptions { Logger = _log });
        var records = session.Evaluate(model, cancellationToken: Token);

        var scored = _log.Single("SplitScored");
        Assert.Equal(
            (4001, LogLevel.Information, records[0].Value),
            (scored.Id, scored.Level, scored.Values["Value"]));
        Assert.Equal("UTKFace", _log.Single("SplitNotScored").Values["Name"]);
        Assert.Equal((LogLevel.Debug, true), (
            _log.Single("SplitNotScoredReason").Level,
            _log.Single("SplitNotScoredReason").Text.Contains(data.Root, StringComparison.Ordinal)));
        Assert.Equal(records.Count, _log.Single("ScoringFinished").Values["NumScores"]);
        Assert.DoesNotContain(_log.Events, entry => entry.Level > LogLevel.Debug && NamesAFile(entry));
    }

    [Fact]
    public void A_stopped_evaluation_says_so()
    {
        using var model = TinyModels.Create(FaceTasks.AgeMorph2);
        using var session = new EvaluationSession(
            _data.Root, model.Tasks, options: new EvaluationOptions { Logger = _log });

        Assert.ThrowsAny<OperationCanceledException>(
            () => session.Evaluate(model, cancellationToken: new CancellationToken(canceled: true)));

        Assert.Equal((4005, 0L), (_log.Single("ScoringCancelled").Id, _log.Single("ScoringCancelled").Values["NumDone"]));
    }

    private static bool NamesAFile(LoggedEvent entry) =>
        entry.Text.Contains(Path.GetTempPath(), StringComparison.Ordinal)
        || entry.Text.Contains(".jpg", StringComparison.Ordinal)
        || entry.Text.Contains(".safetensors", StringComparison.Ordinal);

    private TrainingSessionOptions Options(params ReadOnlySpan<FaceTask> tasks) => new()
    {
        DataRoot = _data.Root,
        OutputFolder = _folder.File("run"),
        Model = TinyModels.Options(),
        Training = TrainingRecipes.Small with { NumSteps = 2, WarmupSteps = 1, LogInterval = 1 },
        Tasks = [.. tasks],
        NumWorkers = 1,
        Logger = _log,
    };

    private void Train(TrainingSessionOptions options)
    {
        using var session = new TrainingSession(options);
        using var evaluation = new EvaluationSession(_data.Root, session.Model.Tasks);
        session.Train(
            hooks: new TrainingHooks { Evaluate = (model, token) => evaluation.Evaluate(model, cancellationToken: token) },
            cancellationToken: Token);
    }

    private sealed class StopAfter(CancellationTokenSource stop) : IProgress<Faceptor.Training.Progress.TrainingProgress>
    {
        public void Report(Faceptor.Training.Progress.TrainingProgress value) => stop.Cancel();
    }
}
