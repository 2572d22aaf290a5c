using Faceptor.Core.Layers;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Tests;

/// <summary>What the released training does, as far as a user can see and choose it.</summary>
[Collection(TorchCollection.Name)]
public sealed class ReleasedTrainingTests(SyntheticFolder synthetic) : IClassFixture<SyntheticFolder>
{
    [Theory]
    [InlineData("faceptor-base", "precision: float32", "sampleOrder: wholeRun", "dropPathMode: tokenPositions")]
    [InlineData("faceptor-full", "precision: float32", "sampleOrder: wholeRun", "dropPathMode: tokenPositions")]
    [InlineData("naive", "precision: float32", "sampleOrder: wholeRun", "dropPathMode: tokenPositions")]
    [InlineData("layer-attention", "precision: float32", "sampleOrder: wholeRun", "frozenPartsInTrainingMode: true")]
    [InlineData("transfer-prompt", "precision: float32", "frozenPartsInTrainingMode: false")]
    [InlineData("small", "precision: auto", "sampleOrder: passes", "dropPathMode: samples")]
    public void A_recipe_shows_what_it_takes_from_the_release(string recipe, params string[] lines)
    {
        var shown = CliRunner.Run("recipes", recipe).RequireGood().Output;

        Assert.All(lines, line => Assert.Contains(line, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Token_positions_and_one_order_train_in_micro_batches_with_checkpointing_and_go_into_the_file()
    {
        var run = synthetic.File("positions");

        var trained = CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", run, "--recipe", "small", "--steps", "2", "--no-evaluation",
            "--set", "model.dropPathMode=tokenPositions", "--set", "model.dropPathRate=0.2", "--set",
            "sampleOrder=wholeRun", "--portions", "2", "--activation-checkpointing",
            "--precision", "bfloat16");

        trained.RequireGood();
        var options = WeightSummary.Of(Path.Combine(run, "weights.safetensors")).Options!;
        Assert.Equal((DropPathMode.TokenPositions, 0.2), (options.DropPathMode, options.DropPathRate));
        Assert.Contains(
            "dropPathMode: tokenPositions", File.ReadAllText(Path.Combine(run, "recipe.yaml")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_that_there_is_not_names_those_that_there_are()
    {
        var line = CliRunner.Run(
            "train", "--data", synthetic.Data, "--out", synthetic.File("none"), "--recipe", "small", "--set",
            "model.dropPathMode=tokens").RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("tokenPositions", line, StringComparison.Ordinal);
    }
}
