using System.Text.Json;
using Faceptor.Core.Decoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Loading;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Recipes;

/// <summary>Recipe files of an earlier version, whose keys and values stand in files that people keep.</summary>
public sealed class LegacyRecipesTests
{
    private const string SmallEnding = ".small.yaml";

    private static string Folder => Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "legacy", "recipes");

    public static TheoryData<string> Published =>
        [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)!).Where(IsPublished).Order().ToArray()];

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_recipes_are_read_to_equal_options(string file)
    {
        var isSmall = file.EndsWith(SmallEnding, StringComparison.Ordinal);
        var known = KnownRecipes.Get(file[..file.IndexOf('.')]);
        var today = isSmall ? SmallVariant.Of(known) : known;
        // A step had one portion then, and a file says so.
        var expected = today with { Training = today.Training with { Portions = 1 } };

        var actual = RecipeFile.Read(Path.Combine(Folder, file));

        Assert.Equal(RecipeFile.Write(expected), RecipeFile.Write(actual));
        Assert.Equal(JsonSerializer.Serialize(expected.Training), JsonSerializer.Serialize(actual.Training));
    }

    [Fact]
    public void All_published_recipes_are_there() =>
        Assert.Equal(2 * KnownRecipes.All.Length, Published.Count);

    [Fact]
    public void Every_key_is_read()
    {
        var recipe = RecipeFile.Read(Path.Combine(Folder, "every-key.yaml"));

        var expected = new TrainingOptions
        {
            Tasks = recipe.Training.Tasks,
            NumSteps = 11,
            WarmupSteps = 3,
            WarmupStartRate = 2e-6,
            EncoderRate = 3e-5,
            OtherRateFactor = 4,
            WeightDecay = 0.06,
            MaxGradientNorm = 7,
            CosFaceScale = 48,
            CosFaceMargin = 0.3,
            CosFaceStartBound = 0.02,
            NumIdentities = 13,
            IdentityEmbedDim = 48,
            LandmarkTargetSidePx = 40,
            LandmarkObjective = LandmarkObjective.Disc,
            Augmentation = AugmentationPreset.None,
            Seed = 17,
            LogInterval = 2,
            CheckpointInterval = 5,
            CheckpointMinutes = 1.5,
            KeepCheckpoints = 4,
            EvaluationInterval = 6,
            ValidationShare = 0.25,
            FineTuneScope = FineTuneScope.DecoderAndHeads,
            LevelProjection = LevelProjection.PerTask,
            FrozenPartsInTrainingMode = true,
            SampleOrder = SampleOrder.Passes,
            Precision = ComputePrecision.BFloat16,
            ActivationCheckpointing = true,
            Portions = 2,
            NonFinite = NonFinitePolicy.Skip,
        };
        Assert.Equal(expected, recipe.Training);
    }

    [Fact]
    public void Every_key_of_a_task_is_read()
    {
        var tasks = RecipeFile.Read(Path.Combine(Folder, "every-key.yaml")).Training.Tasks;

        Assert.Equal(
            [
                ("age/morph2", TaskFamily.Age, "MORPH II", 5, 1.25),
                ("landmarks/three", TaskFamily.Landmarks, "Three", 6, 2.5),
                ("parsing/masks", TaskFamily.Parsing, "masks", 7, 3),
                ("expression/moods", TaskFamily.Expression, "moods", 8, 4),
                ("attributes/helmets", TaskFamily.Attributes, "Helmets", 9, 5),
                ("identity/people", TaskFamily.Identity, "people", 10, 6),
            ],
            tasks.Select(entry =>
                (entry.Task.Id, entry.Task.Family, entry.Task.DatasetName, entry.BatchSize, entry.Weight)));
        Assert.Equal(FaceTasks.AgeMorph2, tasks[0].Task);
        var ages = tasks[0].Dataset!;
        Assert.Equal(
            (Path.GetFullPath("/faces/age.csv"), "fit", null, ImageOrientation.AsStored),
            (ages.Path, ages.TrainingSplit, ages.EvaluationSplit, ages.Orientation));
        var points = tasks[1].Dataset!;
        Assert.Equal(
            (Path.GetFullPath("/faces/points.jsonl"), "train", "test", ImageOrientation.Upright),
            (points.Path, points.TrainingSplit, points.EvaluationSplit, points.Orientation));
        var scheme = tasks[1].Task.Landmarks!;
        Assert.Equal([1, 0, 2], scheme.MirrorPermutation);
        var normalizer = Assert.Single(scheme.Normalizers);
        Assert.Equal("inter-ocular", normalizer.Name);
        Assert.Equal([0], normalizer.First);
        Assert.Equal([1], normalizer.Second);
        Assert.Equal(
            ["left eye, right eye, nose", "background, mask", "bored, awake", "helmet, visor up"],
            tasks.Skip(1).Take(4).Select(entry => string.Join(", ", entry.Task.Labels)));
    }

    [Fact]
    public void Every_key_of_a_model_is_read()
    {
        var recipe = RecipeFile.Read(Path.Combine(Folder, "every-key.yaml"));

        var model = recipe.Model!;
        var layers = Assert.Single(model.LayerAttention);
        Assert.Equal(
            (FaceTasks.AgeMorph2, LevelProjection.PerTask, false), (layers.Task, layers.Projection, layers.IsOn));
        Assert.Equal([1, 2], layers.Levels);
        Assert.Equal((16, 32), (model.NaiveHeads.DenseDim, model.NaiveHeads.AttributeDim));
        Assert.Equal([1, 2, 3, 5], model.NaiveHeads.DenseBlocks);
        Assert.Equal([2, 3, 4, 5], model.NaiveHeads.AttributeBlocks);
        Assert.Equal([0.1, 0.2, 0.3], model.Normalization.Age.Mean);
        Assert.Equal([0.4, 0.5, 0.6], model.Normalization.Age.Std);
        var expected = new FaceptorOptions
        {
            Tasks = model.Tasks,
            Architecture = ModelArchitecture.Naive,
            EncoderDim = 48,
            EncoderBlocks = 5,
            EncoderHeads = 3,
            PatchSize = 8,
            PositionGridSide = 9,
            DropPathRate = 0.125,
            DropPathMode = DropPathMode.TokenPositions,
            UnusedProjectionDim = 24,
            ScratchInitialization = true,
            DecoderDim = 40,
            DecoderLayers = 2,
            DecoderHeads = 5,
            DecoderFeedForwardDim = 72,
            PositionEmbedding = MemoryPositions.Learned,
            AgeActivation = AgeActivation.Softmax,
            LayerAttention = model.LayerAttention,
            NaiveHeads = model.NaiveHeads,
            IdentityDim = 48,
            AttributeInputSidePx = 56,
            DenseInputSidePx = 72,
            Normalization = model.Normalization,
        };
        Assert.Equal(FaceptorOptionsJson.Write(expected), FaceptorOptionsJson.Write(model));
        Assert.Equal(recipe.Training.Tasks.Select(entry => entry.Task), model.Tasks);
    }

    [Theory]
    [InlineData("trains=all", FineTuneScope.All)]
    [InlineData("trains=outputs", FineTuneScope.DecoderAndHeads)]
    [InlineData("trains=Outputs", FineTuneScope.DecoderAndHeads)]
    [InlineData("trains=queries", FineTuneScope.Queries)]
    [InlineData("trains=layerAttention", FineTuneScope.LayerAttention)]
    [InlineData("landmarkObjective=gaussian", LandmarkObjective.Gaussian)]
    [InlineData("landmarkObjective=disc", LandmarkObjective.Disc)]
    [InlineData("augmentation=published", AugmentationPreset.Published)]
    [InlineData("augmentation=light", AugmentationPreset.Light)]
    [InlineData("augmentation=none", AugmentationPreset.None)]
    [InlineData("levelProjection=shared", LevelProjection.Shared)]
    [InlineData("levelProjection=perTask", LevelProjection.PerTask)]
    [InlineData("sampleOrder=passes", SampleOrder.Passes)]
    [InlineData("sampleOrder=wholeRun", SampleOrder.WholeRun)]
    [InlineData("precision=float32", ComputePrecision.Float32)]
    [InlineData("precision=bfloat16", ComputePrecision.BFloat16)]
    [InlineData("precision=float16", ComputePrecision.Float16)]
    [InlineData("precision=auto", null)]
    [InlineData("nonFinite=stop", NonFinitePolicy.Stop)]
    [InlineData("nonFinite=skip", NonFinitePolicy.Skip)]
    [InlineData("model.architecture=faceptor", ModelArchitecture.Faceptor)]
    [InlineData("model.architecture=naive", ModelArchitecture.Naive)]
    [InlineData("model.dropPathMode=samples", DropPathMode.Samples)]
    [InlineData("model.dropPathMode=tokenPositions", DropPathMode.TokenPositions)]
    [InlineData("model.positionEmbedding=sine", MemoryPositions.Sine)]
    [InlineData("model.positionEmbedding=learned", MemoryPositions.Learned)]
    [InlineData("model.ageActivation=normalizedSigmoid", AgeActivation.NormalizedSigmoid)]
    [InlineData("model.ageActivation=softmax", AgeActivation.Softmax)]
    public void Every_name_of_a_value_is_read(string setting, object? expected)
    {
        var recipe = RecipeSettings.Apply(KnownRecipes.FaceptorBase, setting);

        var (training, model) = (recipe.Training, recipe.Model!);
        object? actual = setting[..setting.IndexOf('=')] switch
        {
            "trains" => training.FineTuneScope,
            "landmarkObjective" => training.LandmarkObjective,
            "augmentation" => training.Augmentation,
            "levelProjection" => training.LevelProjection,
            "sampleOrder" => training.SampleOrder,
            "precision" => training.Precision,
            "nonFinite" => training.NonFinite,
            "model.architecture" => model.Architecture,
            "model.dropPathMode" => model.DropPathMode,
            "model.positionEmbedding" => model.PositionEmbedding,
            _ => model.AgeActivation,
        };
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Former_names_are_never_written()
    {
        var text = RecipeFile.Write(RecipeFile.Read(Path.Combine(Folder, "every-key.yaml")));

        Assert.Contains("fineTuneScope: decoderAndHeads\n", text, StringComparison.Ordinal);
        Assert.Contains("validationShare: 0.25\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("trains:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("heldOutShare:", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trains: all\nfineTuneScope: all", "line 2: 'trains' is the former name of 'fineTuneScope'")]
    [InlineData("validationShare: 0\nheldOutShare: 0.1", "line 3: 'heldOutShare' is the former name of 'validationShare'")]
    public void A_setting_by_both_its_names_is_refused(string settings, string message)
    {
        var error = Assert.Throws<OptionsException>(
            () => RecipeFile.Parse($"recipe: faceptor-base\n{settings}\n", "mine.yaml"));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static bool IsPublished(string file) => file != "every-key.yaml";
}
