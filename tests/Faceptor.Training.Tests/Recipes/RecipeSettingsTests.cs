using Faceptor.Core.Decoders;
using Faceptor.Core.Tensors;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Recipes;

public sealed class RecipeSettingsTests
{
    [Fact]
    public void Single_values_change_and_everything_else_stays()
    {
        var recipe = Apply(
            KnownRecipes.LayerAttentionDirect,
            "numSteps=2000",
            "tasks.age/morph2.weight=3",
            "model.dropPathRate=0",
            "model.naiveHeads.denseBlocks=[1, 2, 3, 4]",
            "model.layerAttention.age/morph2.projection=perTask",
            "precision=float16");

        Assert.Equal(2000, recipe.Training.NumSteps);
        Assert.Equal(ComputePrecision.Float16, recipe.Training.Precision);
        Assert.Equal(0, recipe.Model!.DropPathRate);
        Assert.Equal([1, 2, 3, 4], recipe.Model.NaiveHeads.DenseBlocks);
        Assert.Equal(7, recipe.Training.Tasks.Length);
        Assert.Equal(
            new TaskTrainingOptions(FaceTasks.AgeMorph2, 64, 3),
            recipe.Training.Tasks.Single(entry => entry.Task.Equals(FaceTasks.AgeMorph2)));
        Assert.Equal(6, recipe.Model.LayerAttention.Count);
        Assert.Equal(
            [FaceTasks.AgeMorph2],
            recipe.Model.LayerAttention.Where(entry => entry.Projection == LevelProjection.PerTask)
                .Select(entry => entry.Task));
        Assert.Null(Apply(recipe, "precision=auto").Training.Precision);
    }

    [Theory]
    [InlineData("tasks.parsing/lapa.batchSize=2", "tasks.parsing/lapa.weight=1")]
    [InlineData("tasks.parsing/lapa.weight=1", "tasks.parsing/lapa.batchSize=2")]
    [InlineData("tasks.parsing/lapa={weight: 1}", "tasks={parsing/lapa: {batchSize: 2}}")]
    public void Values_that_need_each_other_work_in_any_order(params string[] settings)
    {
        var recipe = RecipeSettings.Apply(KnownRecipes.Small, settings);

        Assert.Equal(
            new TaskTrainingOptions(FaceTasks.ParsingLaPa, 2, 1),
            recipe.Training.Tasks.Single(entry => entry.Task.Equals(FaceTasks.ParsingLaPa)));
    }

    [Fact]
    public void Settings_together_do_what_they_do_one_after_another_and_the_last_of_two_holds()
    {
        string[] settings =
        [
            "numSteps=10", "seed=2", "numSteps=20", "tasks.age/morph2.weight=3", "model.dropPathRate=0.25",
            "tasks.age/morph2={batchSize: 5}", "tasks.age/morph2.dataset=faces.csv",
            "tasks.age/morph2.dataset.evaluationSplit=held",
        ];

        var together = RecipeSettings.Apply(KnownRecipes.Small, settings);

        Assert.Equal(RecipeFile.Write(Apply(KnownRecipes.Small, settings)), RecipeFile.Write(together));
        Assert.Equal((20, 2L), (together.Training.NumSteps, together.Training.Seed));
        var age = together.Training.Tasks.Single(entry => entry.Task.Equals(FaceTasks.AgeMorph2));
        Assert.Equal((5, 3.0, "held"), (age.BatchSize, age.Weight, age.Dataset!.EvaluationSplit));
        Assert.EndsWith("faces.csv", age.Dataset.Path, StringComparison.Ordinal);
        Assert.Null(RecipeSettings.Apply(KnownRecipes.Small, [.. settings, "tasks.age/morph2.dataset=null"])
            .Training.Tasks.Single(entry => entry.Task.Equals(FaceTasks.AgeMorph2)).Dataset);
    }

    [Fact]
    public void A_task_that_is_not_trained_keeps_a_changed_number_for_when_it_is()
    {
        var recipe = Apply(KnownRecipes.TransferFull, "tasks.parsing/lapa.batchSize=4");

        Assert.Equal([FaceTasks.LandmarksAflw19], recipe.Training.Tasks.Select(entry => entry.Task));
        Assert.Equal(4, Assert.Single(recipe.Choose("parsing/lapa").Training.Tasks).BatchSize);
    }

    [Fact]
    public void An_own_task_can_be_added_and_its_numbers_changed_afterwards()
    {
        var recipe = Apply(
            KnownRecipes.TransferPrompt,
            "tasks.attributes/hat={family: attributes, labels: [hat], dataset: hats.csv}",
            "tasks.attributes/hat.batchSize=5",
            "tasks.attributes/hat.dataset.trainingSplit=null");

        var chosen = Assert.Single(recipe.Choose("attributes/hat").Training.Tasks);

        Assert.Equal((5, 1.0), (chosen.BatchSize, chosen.Weight));
        Assert.Equal(["hat"], chosen.Task.Labels);
        Assert.Null(chosen.Dataset!.TrainingSplit);
        Assert.Equal(Path.GetFullPath("hats.csv"), chosen.Dataset.Path);
    }

    [Theory]
    [InlineData("numStep=1", "--set numStep=1: unknown key 'numStep'; did you mean 'numSteps'?")]
    [InlineData("numSteps", "--set numSteps: expected a name and a value, for example numSteps=2000.")]
    [InlineData("=3", "--set =3: expected a name and a value, for example numSteps=2000.")]
    [InlineData("numSteps=[", "this is no YAML")]
    [InlineData("numSteps.more=3", "numSteps must be a single value, got names and values.")]
    [InlineData("seed=1.5", "seed must be a whole number, got '1.5'.")]
    [InlineData("cosFaceScale=NaN", "cosFaceScale must be a number")]
    [InlineData("model.tasks=[a]", "unknown key 'tasks'; known here are ")]
    [InlineData("recipe=naive", "unknown key 'recipe'")]
    public void What_is_wrong_is_said_with_the_setting(string setting, string complaint)
    {
        var error = Assert.Throws<OptionsException>(() => RecipeSettings.Apply(KnownRecipes.FaceptorBase, setting));

        Assert.StartsWith("--set ", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_comes_with_weights_is_not_to_be_set()
    {
        var error = Assert.Throws<OptionsException>(
            () => RecipeSettings.Apply(KnownRecipes.TransferPrompt, "model.dropPathRate=0"));

        Assert.Contains("takes the network of its weights", error.Message, StringComparison.Ordinal);
    }

    private static Recipe Apply(Recipe recipe, params string[] settings) =>
        settings.Aggregate(recipe, RecipeSettings.Apply);
}
