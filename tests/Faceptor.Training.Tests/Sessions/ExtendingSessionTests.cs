using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Evaluation.Sessions;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Sessions;

/// <summary>Sessions that start from a trained network and give it tasks or Layer-Attention.</summary>
[Collection(TorchGeneratorCollection.Name)]
public sealed class ExtendingSessionTests : IDisposable
{
    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private readonly TemporaryFolder _folder = new();

    private static FaceTask Helmets { get; } =
        new("attributes/helmets", TaskFamily.Attributes, "Helmets", ["helmet", "visor up"]);

    private static FaceTask[] Known { get; } =
        [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb, FaceTasks.ParsingCelebAMaskHq];

    public ExtendingSessionTests()
    {
        using var model = FaceptorModelFactory.Create(
            FaceptorPresets.Small with { Tasks = Known, EncoderDim = 32, EncoderBlocks = 2, DecoderLayers = 2 },
            seed: 4);
        FaceptorWeights.Save(model, _folder.File("first.safetensors"));
        WriteHelmets();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prompt_tuning_of_an_own_task_moves_its_queries_and_old_tasks_answer_as_before()
    {
        using var session = new TrainingSession(Options(KnownRecipes.TransferPrompt, HelmetsEntry));
        var queries = ((FaceptorModel)session.Model).QueryParameters(Helmets)
            .Select(entry => entry.detach().clone())
            .ToArray();

        session.Train(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([.. Known, Helmets], session.Model.Tasks);
        Assert.All(
            queries.Zip(((FaceptorModel)session.Model).QueryParameters(Helmets)),
            pair => Assert.False(pair.First.bytes.SequenceEqual(pair.Second.detach().bytes)));
        using var before = FaceptorWeights.Load(_folder.File("first.safetensors")).Model;
        using var after = FaceptorWeights.Load(_folder.File("run/weights.safetensors")).Model;
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var images = randn(2, 3, 64, 64);
        TaskRange[] ranges = [.. Known.Select(task => new TaskRange(task, 0, 2))];
        foreach (var (expected, actual) in before.Forward(images, ranges).Zip(after.Forward(images, ranges)))
        {
            TensorAssert.Same(expected.Values, actual.Values, expected.Task.Id);
        }
    }

    [Fact]
    public void An_own_task_is_scored_on_its_test_split_beside_the_old_ones()
    {
        using var session = new TrainingSession(Options(KnownRecipes.TransferPrompt, HelmetsEntry));

        using var evaluation = new EvaluationSession(Data, session.TasksOfDataRoot, own: session.OpenCustomTests());
        var records = evaluation.Evaluate(session.Model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains(records, record => record is { Dataset: "attributes/helmets", Split: "test", Samples: 2 });
        Assert.Contains(records, record => record.Dataset == FaceTasks.AgeMorph2.Id);
    }

    [Theory]
    [InlineData("transfer-prompt")]
    [InlineData("transfer-full")]
    [InlineData("layer-attention")]
    public void A_recorded_run_is_repeated_to_the_same_weights(string name)
    {
        var recipe = KnownRecipes.Get(name);
        var options = recipe.Stage == RecipeStage.LayerAttention
            ? Options(recipe, new TaskTrainingOptions(FaceTasks.AgeMorph2, 4, 1))
            : Options(recipe, HelmetsEntry);
        Train(options);

        var record = RunRecordFile.Read(_folder.File("run/options.json"));
        Train(TrainingSessionOptions.Repeat(record, _folder.File("again")));

        Assert.Equal(
            File.ReadAllBytes(_folder.File("run/weights.safetensors")),
            File.ReadAllBytes(_folder.File("again/weights.safetensors")));
    }

    [Fact]
    public void Layer_attention_is_added_and_switched_on_again_where_it_was_off()
    {
        var entry = new TaskTrainingOptions(FaceTasks.AgeMorph2, 4, 1);
        Train(Options(KnownRecipes.LayerAttention, entry));
        using (var model = (FaceptorModel)FaceptorWeights.Load(_folder.File("run/weights.safetensors")).Model)
        {
            model.SwitchLayerAttention(FaceTasks.AgeMorph2, isOn: false);
            FaceptorWeights.Save(model, _folder.File("off.safetensors"));
        }

        using var session = new TrainingSession(Options(KnownRecipes.LayerAttention, entry) with
        {
            InitialWeights = _folder.File("off.safetensors"),
            OutputFolder = _folder.File("again"),
        });

        Assert.True(Assert.Single(session.Model.Options.LayerAttention).IsOn);
    }

    /// <summary>The short way differs from the released one where the encoder drops something, and says so.</summary>
    [Theory]
    [InlineData(0, true, false)]
    [InlineData(0, false, false)]
    [InlineData(0.5, false, true)]
    [InlineData(0.5, true, false)]
    public void Tokens_of_a_frozen_encoder_are_kept_unless_it_goes_on_dropping(
        double rate, bool inTrainingMode, bool hasNote)
    {
        var options = OptionsOfSecondStage(rate, inTrainingMode);

        var (weights, notes) = TrainSecondStage(options);
        // Without memory for what could be kept: as good as the same numbers.
        var (anew, _) = TrainSecondStage(options with { OutputFolder = _folder.File("anew"), CacheBytes = 0 });

        Assert.Equal(hasNote, notes.Length == 1);
        Assert.All(notes, note => Assert.Contains("released code drops anew", note, StringComparison.Ordinal));
        Assert.All(weights.Zip(anew), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void A_frozen_encoder_in_training_mode_gives_other_weights_only_where_it_drops()
    {
        float LargestDifference(double rate) =>
            TrainSecondStage(OptionsOfSecondStage(rate, inTrainingMode: true) with
            {
                OutputFolder = _folder.File($"training{rate}"),
            }).Weights
                .Zip(TrainSecondStage(OptionsOfSecondStage(rate, inTrainingMode: false) with
                {
                    OutputFolder = _folder.File($"evaluating{rate}"),
                }).Weights)
                .Max(pair => Math.Abs(pair.First - pair.Second));

        Assert.Equal(0, LargestDifference(0));
        Assert.True(LargestDifference(0.5) > 1e-4);
    }

    [Fact]
    public void A_run_of_a_trained_network_needs_weights()
    {
        var options = Options(KnownRecipes.TransferPrompt, HelmetsEntry) with { InitialWeights = null };

        var session = Assert.Throws<OptionsException>(() => new TrainingSession(options));
        var recipe = Assert.Throws<OptionsException>(
            () => TrainingSessionOptions.Of(KnownRecipes.LayerAttention, Data, _folder.File("run")));

        Assert.Contains(
            "trains Queries of a trained network needs its weights", session.Message, StringComparison.Ordinal);
        Assert.Contains(
            "recipe layer-attention starts from a trained Faceptor", recipe.Message, StringComparison.Ordinal);
    }

    private TaskTrainingOptions HelmetsEntry => new(Helmets, 4, 1)
    {
        Dataset = new CustomDatasetOptions(_folder.File("faces/faces.csv")),
    };

    private static (float[] Weights, ImmutableArray<string> Notes) TrainSecondStage(TrainingSessionOptions options)
    {
        using var session = new TrainingSession(options);
        session.Train(cancellationToken: TestContext.Current.CancellationToken);
        return (
            [
                .. ((FaceptorModel)session.Model).LayerAttentionParameters(FaceTasks.AgeMorph2)
                    .SelectMany(parameter => parameter.detach().data<float>()),
            ],
            session.Notes);
    }

    private TrainingSessionOptions OptionsOfSecondStage(double rate, bool inTrainingMode)
    {
        using (var model = FaceptorModelFactory.Create(
            FaceptorPresets.Small with
            {
                Tasks = Known,
                EncoderDim = 32,
                EncoderBlocks = 2,
                DecoderLayers = 2,
                DropPathRate = rate,
                DropPathMode = DropPathMode.TokenPositions,
            },
            seed: 4))
        {
            FaceptorWeights.Save(model, _folder.File("first.safetensors"));
        }

        var options = Options(KnownRecipes.LayerAttention, new TaskTrainingOptions(FaceTasks.AgeMorph2, 4, 1));
        return options with
        {
            Training = options.Training with
            {
                FrozenPartsInTrainingMode = inTrainingMode,
                NumSteps = 3,
                WarmupStartRate = 1e-3,
                EncoderRate = 1e-2,
            },
        };
    }

    private static void Train(TrainingSessionOptions options)
    {
        using var session = new TrainingSession(options);
        session.Train(cancellationToken: TestContext.Current.CancellationToken);
    }

    private TrainingSessionOptions Options(Recipe recipe, TaskTrainingOptions entry) => TrainingSessionOptions.Of(
        recipe with
        {
            Training = SmallVariant.Of(recipe).Training with
            {
                Tasks = [entry],
                NumSteps = 2,
                WarmupSteps = 1,
                LogInterval = 1,
            },
        },
        Data,
        _folder.File("run"),
        _folder.File("first.safetensors"));

    private void WriteHelmets()
    {
        Directory.CreateDirectory(_folder.File("faces"));
        var lines = new List<string> { "path,split,helmet,visor up" };
        for (var index = 0; index < 8; index++)
        {
            var image = new RgbImage(32, 32);
            image.Pixels.AsSpan().Fill((byte)(index * 30));
            File.WriteAllBytes(_folder.File($"faces/{index}.png"), ImageCodec.EncodePng(image));
            lines.Add($"{index}.png,{(index < 6 ? "train" : "test")},{index % 2},{index / 2 % 2}");
        }

        File.WriteAllLines(_folder.File("faces/faces.csv"), lines);
    }
}
