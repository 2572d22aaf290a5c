using System.Globalization;
using System.Text.Json;
using Faceptor.Core.Tensors;
using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Recipes;

public sealed class RecipeFileTests : IDisposable
{
    private const string OwnTasks = """
        recipe: transfer-prompt
        numSteps: 1000
        tasks:
          attributes/helmets:
            family: attributes
            name: Helmets
            labels: [helmet, visor up, "null", "1"]
            batchSize: 16
            weight: 2.5
            dataset: faces/faces.csv
          landmarks/three:
            family: landmarks
            labels: [left eye, right eye, nose]
            mirror: [1, 0, 2]
            normalizers:
              inter-ocular: {first: [0], second: [1]}
            dataset: {path: points.csv, trainingSplit: fit, evaluationSplit: null}
          parsing/masks:
            family: parsing
            labels: [background, mask]
            dataset: masks.csv
          expression/moods:
            family: expression
            labels: [bored, awake]
            dataset: moods
        """;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. KnownRecipes.All.Select(recipe => recipe.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_recipe_comes_back_from_its_file(string name)
    {
        Recipe[] forms =
        [
            KnownRecipes.Get(name),
            SmallVariant.Of(KnownRecipes.Get(name)),
            Changed(KnownRecipes.Get(name)),
        ];

        Assert.All(forms, recipe =>
        {
            RecipeFile.Save(_folder.File("recipe.yaml"), recipe);
            AssertSame(recipe, RecipeFile.Read(_folder.File("recipe.yaml")));
        });
    }

    [Fact]
    public void The_framing_of_a_custom_task_comes_back_and_is_left_out_where_it_is_the_default()
    {
        File.WriteAllText(
            _folder.File("own.yaml"),
            OwnTasks.Replace(
                "dataset: masks.csv", "dataset: masks.csv\n    framing: celeba-hq", StringComparison.Ordinal));
        RecipeFile.Save(_folder.File("recipe.yaml"), RecipeFile.Read(_folder.File("own.yaml")));

        var read = RecipeFile.Read(_folder.File("recipe.yaml"));

        Assert.Equal(
            [FaceFraming.BoxCrop, FaceFraming.LandmarkBox, FaceFraming.CelebAHq, FaceFraming.BoxCrop],
            read.Training.Tasks.Select(entry => entry.Task.Framing));
        Assert.Single(
            File.ReadLines(_folder.File("recipe.yaml")),
            line => line.Contains("framing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_changes_what_it_names_and_trains_the_tasks_that_it_names()
    {
        var recipe = Parse("""
            recipe: faceptor-base
            numSteps: 20
            encoderRate: 1e-4
            precision: bfloat16
            tasks:
              age/morph2: {weight: 1.5}
              landmarks/300w:
            model:
              dropPathRate: 0
            """);

        Assert.Equal(
            (20, 2_000, 1e-4),
            (recipe.Training.NumSteps, recipe.Training.WarmupSteps, recipe.Training.EncoderRate));
        Assert.True(recipe.HasChosenTasks);
        Assert.Equal(ComputePrecision.BFloat16, recipe.Training.Precision);
        Assert.Equal(
            [new TaskTrainingOptions(FaceTasks.AgeMorph2, 64, 1.5), new(FaceTasks.Landmarks300W, 4, 1000)],
            recipe.Training.Tasks);
        Assert.Equal(0, recipe.Model!.DropPathRate);
        Assert.Equal([FaceTasks.AgeMorph2, FaceTasks.Landmarks300W], recipe.Model.Tasks);
        Assert.Equal(768, recipe.Model.EncoderDim);
    }

    [Fact]
    public void Own_tasks_are_defined_in_a_file_and_come_back_from_the_effective_one()
    {
        File.WriteAllText(_folder.File("own.yaml"), OwnTasks);

        var recipe = RecipeFile.Read(_folder.File("own.yaml"));

        var (helmets, three) = (recipe.Training.Tasks[0], recipe.Training.Tasks[1]);
        Assert.Equal(
            ("attributes/helmets", "Helmets", 16, 2.5),
            (helmets.Task.Id, helmets.Task.DatasetName, helmets.BatchSize, helmets.Weight));
        Assert.Equal(["helmet", "visor up", "null", "1"], helmets.Task.Labels);
        Assert.Equal(_folder.File("faces/faces.csv"), helmets.Dataset!.Path);
        Assert.Equal(("train", "test"), (helmets.Dataset.TrainingSplit, helmets.Dataset.EvaluationSplit));
        Assert.Equal(("three", 8, 1.0), (three.Task.DatasetName, three.BatchSize, three.Weight));
        Assert.Equal([1, 0, 2], three.Task.Landmarks!.MirrorPermutation);
        Assert.Equal([1], Assert.Single(three.Task.Landmarks.Normalizers).Second);
        Assert.Equal(("fit", null), (three.Dataset!.TrainingSplit, three.Dataset.EvaluationSplit));
        Assert.Equal(TaskFamily.Parsing, recipe.Training.Tasks[2].Task.Family);
        Assert.Equal(2, recipe.Training.Tasks[2].Task.Parsing!.Classes.Length);
        RecipeFile.Save(_folder.File("other/effective.yaml"), recipe);
        var again = RecipeFile.Read(_folder.File("other/effective.yaml"));
        AssertSame(recipe, again);
        Assert.Equal(helmets.Task.Labels, again.Training.Tasks[0].Task.Labels);
        Assert.Equal(three.Task.Landmarks.MirrorPermutation, again.Training.Tasks[1].Task.Landmarks!.MirrorPermutation);
    }

    [Theory]
    [InlineData("numStep: 3", "line 1: unknown key 'numStep'; did you mean 'numSteps'?")]
    [InlineData("seed: 1\nmodle: {}", "line 2: unknown key 'modle'; did you mean 'model'?")]
    [InlineData("model:\n  dropPath: 1", "line 2: unknown key 'dropPath'; ")]
    [InlineData("tasks:\n  age/morph2:\n    batch: 1", "line 3: unknown key 'batch'; ")]
    [InlineData("tasks:\n  age/morph: {}", "line 2: unknown task 'age/morph'; did you mean 'age/morph2'?")]
    [InlineData("numSteps: many", "line 1: numSteps must be a whole number, got 'many'.")]
    [InlineData("numSteps: 2.5", "line 1: numSteps must be a whole number, got '2.5'.")]
    [InlineData("encoderRate: 0,5", "line 1: encoderRate must be a number, for example 0.05 or 5e-5, got '0,5'.")]
    [InlineData("encoderRate: [1]", "line 1: encoderRate must be a single value, got a list.")]
    [InlineData("activationCheckpointing: yes", "must be true or false, got 'yes'.")]
    [InlineData("precision: fp8", "must be one of float32, bfloat16, float16, auto, got 'fp8'.")]
    [InlineData("trains: heads", "must be one of all, decoderAndHeads, queries, layerAttention, got 'heads'.")]
    [InlineData("tasks: [age/morph2]", "line 1: tasks must be names and values, got a list.")]
    [InlineData("tasks:\n  age/morph2: {labels: [a]}", "'labels' of age/morph2 is not to be chosen")]
    [InlineData("tasks:\n  age/mine: {family: age, dataset: x}", "tasks.age/mine.batchSize must be given")]
    [InlineData("tasks:\n  age/mine: {family: age, labels: [a]}", "a task of family Age has no labels of its own.")]
    [InlineData("tasks:\n  parsing/mine: {family: parsing}", "tasks.parsing/mine.labels is missing")]
    [InlineData("tasks:\n  Mine: {family: age}", "task id 'Mine' must have the form family/dataset")]
    [InlineData("tasks:\n  landmarks/a: {family: landmarks, labels: 2, mirror: [1, 1]}", "mirror must hold 2 numbers")]
    [InlineData(
        "tasks:\n  attributes/a: {family: attributes, labels: [a], framing: box-corp}", "did you mean 'box-crop'?")]
    [InlineData(
        "tasks:\n  attributes/a: {family: attributes, labels: [a], framing: lapa}",
        "unknown framing 'lapa' for family Attributes; expected one of box-crop, arcface, loose-arcface, celeba.")]
    [InlineData("tasks:\n  attributes/celeba: {framing: box-crop}", "'framing' of attributes/celeba is not to be chosen")]
    [InlineData("tasks:\n  attributes/a: {family: attributes, labels: [a], mirror: [0]}", "'mirror' is for landmarks")]
    [InlineData("model:\n  layerAttention: {age/morph: {}}", "unknown key 'age/morph'; did you mean 'age/morph2'?")]
    [InlineData("model:\n  normalization: {ages: {}}", "line 2: unknown key 'ages'; did you mean 'age'?")]
    [InlineData("model:\n  normalization:\n    age: {men: [0]}", "line 3: unknown key 'men'; did you mean 'mean'?")]
    [InlineData("model:\n  normalization: {age: {std: 1}}", "model.normalization.age.std must be a list of numbers")]
    [InlineData("model:\n  normalization: {age: {std: [a]}}", "model.normalization.age.std must be a number")]
    [InlineData("a: [[[[[[[[[[[[[1]]]]]]]]]]]]]", "line 1: settings are not nested as deep as this; take some levels out.")]
    [InlineData("seed: 1\nseed: 2", "this is no YAML")]
    [InlineData("- 3", "expected names and values")]
    [InlineData("seed: &a 1\nnumSteps: *a", "anchors")]
    [InlineData("a: [", "line 1: this is no YAML: the '[' of line 1 is not closed; write the missing ']'.")]
    [InlineData(
        "tasks:\n  age/morph2: {batchSize: 8\nseed: 3",
        "line 2: this is no YAML: the '{' of line 2 is not closed; write the missing '}'.")]
    [InlineData("seed: 1\nnumSteps: {\n\n\nlogInterval: 2", "the '{' of line 2 is not closed")]
    [InlineData("tasks:\n  a: {weight: [1, 2}", "the '[' of line 2 is not closed")]
    [InlineData("seed: 1}", "line 1: seed must be a whole number, got '1}'.")]
    [InlineData("seed: }", "line 1: this is no YAML")]
    [InlineData("seed: 1\nmodel: {dropPathRate: @x}", "line 2: this is no YAML (While scanning for the next token")]
    [InlineData("seed: 1\n\tnumSteps: 3", "line 2: this is no YAML (While scanning a plain scalar, found a tab")]
    [InlineData("seed: 1\nname: \"a", "line 2: this is no YAML")]
    [InlineData("seed: 1\nseed: 2", "line 2: this is no YAML (Duplicate key seed)")]
    [InlineData("seed: @x", "line 1: this is no YAML")]
    [InlineData("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "line 1: anchors (&, *) are not read")]
    [InlineData("? [a, b]\n: 1", "expected a name before the colon")]
    [InlineData("!!set {a, b}", "unknown key 'a'")]
    [InlineData("seed: 1\n---\nseed: 2", "expected one YAML document")]
    [InlineData("recipe: faceptor-bas", "there is no recipe 'faceptor-bas'; did you mean 'faceptor-base'?")]
    [InlineData("recipe: naive", "the file starts from recipe naive, and faceptor-base is asked for")]
    public void Whatever_is_wrong_is_named_with_its_line(string yaml, string complaint)
    {
        var start = yaml.Contains("faceptor-bas", StringComparison.Ordinal) ? null : KnownRecipes.FaceptorBase;

        var error = Assert.Throws<OptionsException>(() => RecipeFile.Parse(yaml, _folder.File("my.yaml"), start));

        Assert.StartsWith(_folder.File("my.yaml"), error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalization_is_set_by_family_and_only_written_where_it_is_not_the_released_one()
    {
        var recipe = Parse("""
            recipe: faceptor-base
            model:
              normalization:
                identity: {mean: [0, 0.25, 0.5], std: [1, 1, 1]}
            """);
        recipe = RecipeSettings.Apply(recipe, "model.normalization.identity.std=[0.5, 0.5, 0.5]");

        Assert.Equal(
            InputNormalization.Released with
            {
                Identity = new ChannelNormalization { Mean = [0, 0.25, 0.5], Std = [0.5, 0.5, 0.5] },
            },
            recipe.Model!.Normalization);
        Assert.Contains("mean: [0, 0.25, 0.5]", RecipeFile.Write(recipe), StringComparison.Ordinal);
        Assert.DoesNotContain("landmarks: ", RecipeFile.Write(recipe), StringComparison.Ordinal);
        Assert.DoesNotContain("normalization", RecipeFile.Write(KnownRecipes.FaceptorBase), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_names_no_recipe_needs_one()
    {
        var nameless = Assert.Throws<OptionsException>(() => Parse("seed: 3"));
        var missing = Assert.Throws<OptionsException>(() => RecipeFile.Read(_folder.File("none.yaml")));

        Assert.Contains("expected 'recipe: NAME'", nameless.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", missing.Message, StringComparison.Ordinal);
        Assert.Equal(3, RecipeFile.Parse("seed: 3", "my.yaml", KnownRecipes.Small).Training.Seed);
    }

    [Fact]
    public void A_text_that_is_nested_without_end_is_refused_and_not_followed()
    {
        var error = Assert.Throws<OptionsException>(() => Parse("a: " + new string('[', 500_000)));

        Assert.Contains("not nested as deep", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Cuts, doubled lines and stray marks, as slips of the hand make them.</summary>
    [Fact]
    public void Whatever_a_file_looks_like_it_is_read_or_refused_with_one_short_line()
    {
        const string Marks = "{}[]:,-?&*!|>'\"%@`#\t\n \0\u0085\u2028\ufeff";
        var random = new Random(7);
        var whole = RecipeFile.Write(KnownRecipes.LayerAttentionDirect) + OwnTasks;
        for (var mutant = 0; mutant < 400; mutant++)
        {
            var text = whole.ToCharArray()[..random.Next(1, whole.Length)].ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                text.Insert(random.Next(text.Count), Marks[random.Next(Marks.Length)]);
            }

            try
            {
                Parse(new string([.. text]));
            }
            catch (OptionsException error)
            {
                Assert.InRange(error.Message.Length, 10, 400);
                Assert.DoesNotContain(error.Message, char.IsControl);
            }
        }
    }

    [Fact]
    public void A_file_without_end_and_a_folder_are_refused()
    {
        File.WriteAllBytes(_folder.File("large.yaml"), new byte[3 << 20]);

        var large = Assert.Throws<OptionsException>(() => RecipeFile.Read(_folder.File("large.yaml")));
        var folder = Assert.Throws<OptionsException>(() => RecipeFile.Read(_folder.Path));

        Assert.Contains("settings of at most 1048576 bytes", large.Message, StringComparison.Ordinal);
        Assert.Contains("found a folder", folder.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Throws<OptionsException>(() => RecipeFile.Read("/dev/zero"));
        }
    }

    [Fact]
    public void Files_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NegativeSign = "~";
        var expected = RecipeFile.Write(KnownRecipes.FaceptorFull);
        try
        {
            CultureInfo.CurrentCulture = german;

            Assert.Equal(expected, RecipeFile.Write(KnownRecipes.FaceptorFull));
            AssertSame(KnownRecipes.FaceptorFull, Parse(expected));
            Assert.Equal(-5, RecipeSettings.Apply(KnownRecipes.Small, "seed=-5").Training.Seed);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // Everything differs from the recipe, so that nothing comes back by itself.
    private static Recipe Changed(Recipe recipe) => recipe with
    {
        Training = recipe.Training with
        {
            Seed = 99,
            Precision = ComputePrecision.Float16,
            WeightDecay = 0.1 + 0.2,
            Tasks = [.. recipe.Training.Tasks.Select(entry => entry with { Weight = entry.Weight / 3 })],
        },
        Model = recipe.Model is null
            ? null
            : recipe.Model with
            {
                DropPathRate = 1.0 / 3,
                NaiveHeads = new() { DenseDim = 64 },
                Normalization = InputNormalization.BeforeItWasRecorded with
                {
                    Identity = new ChannelNormalization { Mean = [0.1, 1.0 / 3, 0], Std = [1, 2, 1e-3] },
                },
            },
    };

    private static void AssertSame(Recipe expected, Recipe actual)
    {
        Assert.Equal(RecipeFile.Write(expected), RecipeFile.Write(actual));
        Assert.Equal(JsonSerializer.Serialize(expected.Training), JsonSerializer.Serialize(actual.Training));
        Assert.Equal(Json(expected), Json(actual));

        // A Faceptor does not read the sizes of the other network, and its file leaves them out.
        static string? Json(Recipe recipe) => recipe.Model is not { } model ? null : FaceptorOptionsJson.Write(
            model.Architecture == ModelArchitecture.Naive ? model : model with { NaiveHeads = new() });
    }

    private Recipe Parse(string yaml) => RecipeFile.Parse(yaml, _folder.File("my.yaml"));
}
