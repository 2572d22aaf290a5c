using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Recipes;

namespace Faceptor.Cli.Tests;

/// <summary>Recipes from the command line: listed, changed, run, and run again from what was written.</summary>
[Collection(TorchCollection.Name)]
public sealed class RecipeCommandTests(SyntheticFolder synthetic) : IClassFixture<SyntheticFolder>
{
    [Fact]
    public void Recipes_lists_every_recipe_with_its_table_and_steps()
    {
        var output = CliRunner.Run("recipes").RequireGood().Output;

        Assert.All(KnownRecipes.All, recipe => Assert.Contains($"| {recipe.Name} ", output, StringComparison.Ordinal));
        Assert.Contains("50,000", output, StringComparison.Ordinal);
        Assert.Contains("Table 9, PT", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipes_prints_a_recipe_that_config_takes_back()
    {
        var (full, small) = (
            CliRunner.Run("recipes", "faceptor-full").RequireGood().Output,
            CliRunner.Run("recipes", "transfer-full", "--preset", "small").RequireGood().Output);

        Assert.Equal(RecipeFile.Write(KnownRecipes.FaceptorFull), full);
        Assert.Equal(small, RecipeFile.Write(RecipeFile.Parse(small, "printed.yaml")));
        Assert.Contains("preset: small", small, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_source_of_values_stands_above_the_one_before_and_the_effective_recipe_repeats_the_run()
    {
        var config = synthetic.File("my.yaml");
        File.WriteAllText(
            config,
            """
            recipe: faceptor-base
            preset: small
            numSteps: 7
            logInterval: 3
            seed: 5
            encoderRate: 1e-4
            tasks:
              age/morph2: {batchSize: 3}
              expression/raf-db: {weight: 7}
            """);

        CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", synthetic.File("first"), "--config", config, "--set", "seed=6", "--set",
            "numSteps=4", "--steps", "2", "--no-evaluation").RequireGood();
        CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", synthetic.File("second"), "--config", synthetic.File("first/recipe.yaml"),
            "--no-evaluation").RequireGood();

        var recipe = RecipeFile.Read(synthetic.File("first/recipe.yaml"));
        Assert.Equal(
            (2, 6L, 3, 1e-4),
            (recipe.Training.NumSteps, recipe.Training.Seed, recipe.Training.LogInterval, recipe.Training.EncoderRate));
        Assert.Equal(
            [("age/morph2", 3), ("expression/raf-db", 8)],
            recipe.Training.Tasks.Select(entry => (entry.Task.Id, entry.BatchSize)));
        Assert.Equal(
            File.ReadAllText(synthetic.File("first/recipe.yaml")), File.ReadAllText(synthetic.File("second/recipe.yaml")));
        Assert.Equal(
            File.ReadAllBytes(synthetic.File("first/weights.safetensors")),
            File.ReadAllBytes(synthetic.File("second/weights.safetensors")));
    }

    [Fact]
    public void Layer_attention_extends_a_trained_network_and_leaves_the_rest_as_it_was()
    {
        CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", synthetic.File("stage2"), "--recipe", "layer-attention", "--preset",
            "small", "--weights", synthetic.Weights, "--task", "age/morph2,attributes/celeba", "--steps", "2",
            "--no-evaluation").RequireGood();

        using var before = FaceptorWeights.Load(synthetic.Weights).Model;
        using var after = (FaceptorModel)FaceptorWeights.Load(synthetic.File("stage2/weights.safetensors")).Model;
        Assert.Equal([FaceTasks.AgeMorph2, FaceTasks.AttributesCelebA], after.LayerAttentionTasks);
        Assert.Equal(before.Tasks, after.Tasks);
        var state = after.state_dict();
        Assert.All(
            before.Module.state_dict(), entry => TensorAssert.Close(entry.Value, state[entry.Key], 0, entry.Key));
    }

    [Fact]
    public void Layer_attention_is_trained_directly_on_request()
    {
        CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", synthetic.File("direct"), "--recipe", "layer-attention", "--direct",
            "--preset", "small", "--task", "age/morph2,identity/ms1mv3", "--steps", "1", "--no-evaluation")
            .RequireGood();

        using var model = (FaceptorModel)FaceptorWeights.Load(synthetic.File("direct/weights.safetensors")).Model;
        Assert.Equal([FaceTasks.AgeMorph2], model.LayerAttentionTasks);
        Assert.Equal("layer-attention-direct", RecipeFile.Read(synthetic.File("direct/recipe.yaml")).Name);
    }

    [Fact]
    public void An_own_task_is_trained_by_prompt_tuning_scored_saved_and_used()
    {
        CustomFaces.Write(synthetic.File("own"), 24);
        File.WriteAllText(
            synthetic.File("own.yaml"),
            """
            recipe: transfer-prompt
            preset: small
            numSteps: 2
            tasks:
              attributes/helmets:
                family: attributes
                name: Helmets
                labels: [helmet, visor up]
                batchSize: 4
                dataset: own/faces.csv
            """);
        var weights = synthetic.File("helmets/weights.safetensors");

        var training = CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", synthetic.File("helmets"), "--config", synthetic.File("own.yaml"),
            "--weights", synthetic.Weights);
        var prediction = CliRunner.Run(
            "predict", synthetic.File("own/0.png"), "--cropped", "--weights", weights, "--out", synthetic.File("helmetPrediction"));
        var inspection = CliRunner.Run("inspect", weights);
        var evaluation = CliRunner.Run(
            "evaluate", "--data", synthetic.Data, "--weights", weights, "--config", synthetic.File("helmets/recipe.yaml"));

        Assert.Contains("| attributes/helmets test ", training.RequireGood().Output, StringComparison.Ordinal);
        Assert.Contains("attributes/helmets test ", evaluation.RequireGood().Output, StringComparison.Ordinal);
        prediction.RequireGood();
        Assert.Contains("attributes/helmets", inspection.RequireGood().Output, StringComparison.Ordinal);
        using var model = FaceptorWeights.Load(weights).Model;
        Assert.Equal(["helmet", "visor up"], model.Tasks[^1].Labels);
        using var before = FaceptorWeights.Load(synthetic.Weights).Model;
        var state = model.Module.state_dict();
        Assert.All(
            before.Module.state_dict(), entry => TensorAssert.Close(entry.Value, state[entry.Key], 0, entry.Key));
    }
}
