using Faceptor.Data.Augmentation;
using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Experiments.Tests;

public sealed class ExperimentPlanTests
{
    private static readonly ExperimentPlan Plan = ExperimentPlan.Default;

    [Fact]
    public void Prepare_gives_every_first_stage_the_same_steps_and_held_out_samples()
    {
        Recipe[] recipes =
        [
            KnownRecipes.FaceptorBase, KnownRecipes.SingleTaskAge, KnownRecipes.AuxiliaryExpression,
            KnownRecipes.LayerAttentionDirect, KnownRecipes.SmallNaive,
        ];

        var prepared = recipes.Select(recipe => Plan.Prepare(recipe, 7).Training);

        Assert.All(prepared, training => Assert.Equal(
            (Plan.NumSteps, Plan.WarmupSteps, 7L, Plan.ValidationShare, AugmentationPreset.Light),
            (training.NumSteps, training.WarmupSteps, training.Seed, training.ValidationShare, training.Augmentation)));
    }

    [Fact]
    public void Prepare_of_a_main_task_keeps_its_batch_whatever_helps()
    {
        static int BatchOf(Recipe recipe) => Plan.Prepare(recipe, 1).Training.Tasks
            .Single(entry => entry.Task.Equals(KnownRecipes.SingleTaskAge.Training.Tasks[0].Task)).BatchSize;

        Assert.Equal(BatchOf(KnownRecipes.SingleTaskAge), BatchOf(KnownRecipes.AuxiliaryAge));
        Assert.Equal(BatchOf(KnownRecipes.SingleTaskAge), BatchOf(KnownRecipes.FaceptorBase));
    }

    [Fact]
    public void Prepare_takes_a_share_of_the_batches_that_norms_can_compare()
    {
        var plan = Plan with { BatchShare = 0.5, MaxTransferBatch = 16 };

        static int[] BatchesOf(ExperimentPlan plan, Recipe recipe) =>
            [.. plan.Prepare(recipe, 1).Training.Tasks.Select(entry => entry.BatchSize)];

        Assert.Equal([8, 6, 4, 8, 8, 12, 8], KnownRecipes.Small.Training.Tasks.Select(entry => entry.BatchSize));
        Assert.Equal([4, 3, 3, 4, 4, 6, 4], BatchesOf(plan, KnownRecipes.FaceptorBase));
        Assert.Equal([8], BatchesOf(plan, KnownRecipes.TransferPrompt));
        Assert.Equal([16], BatchesOf(plan, KnownRecipes.TransferFull.Choose("attributes/lfw-73")));
    }

    [Theory]
    [InlineData("transfer-prompt", AugmentationPreset.None)]
    [InlineData("transfer-decoder", AugmentationPreset.None)]
    [InlineData("transfer-full", AugmentationPreset.Light)]
    public void Prepare_changes_pictures_only_where_the_encoder_learns(string name, AugmentationPreset expected)
    {
        var training = Plan.Prepare(KnownRecipes.Get(name), 1).Training;

        Assert.Equal(
            (Plan.TransferSteps, 0.0, expected), (training.NumSteps, training.ValidationShare, training.Augmentation));
    }

    [Fact]
    public void Prepare_takes_the_plans_networks()
    {
        var plan = Plan with
        {
            Model = Plan.Model with { DecoderLayers = 1 },
            NaiveModel = Plan.NaiveModel with { EncoderDim = 32 },
        };

        var (direct, naive, later) = (
            plan.Prepare(KnownRecipes.LayerAttentionDirect, 1), plan.Prepare(KnownRecipes.SmallNaive, 1),
            plan.Prepare(KnownRecipes.LayerAttention, 1));

        Assert.Equal((1, 6), (direct.Model!.DecoderLayers, direct.Model.LayerAttention.Count));
        Assert.Equal((ModelArchitecture.Naive, 32), (naive.Model!.Architecture, naive.Model.EncoderDim));
        Assert.Null(later.Model);
    }

    [Fact]
    public void Every_prepared_recipe_can_work()
    {
        var recipes = KnownExperiments.All.SelectMany(experiment => experiment.Runs).Select(run => run.Recipe);

        Assert.All(recipes, recipe =>
        {
            Plan.Prepare(recipe, 1).Validate();
            Plan.WithSteps(0.001).Prepare(recipe, 1).Validate();
        });
    }

    [Fact]
    public void WithSteps_takes_a_share_of_all_steps_and_at_least_one()
    {
        var (half, tiny) = (Plan.WithSteps(0.5), Plan.WithSteps(0.001));

        Assert.Equal(
            (Plan.NumSteps / 2, Plan.WarmupSteps / 2, Plan.LayerAttentionSteps / 2, Plan.TransferSteps / 2),
            (half.NumSteps, half.WarmupSteps, half.LayerAttentionSteps, half.TransferSteps));
        Assert.Equal((1, 1, 1), (tiny.NumSteps, tiny.LayerAttentionSteps, tiny.TransferSteps));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e9)]
    public void WithSteps_refuses_what_is_no_share(double share)
    {
        var error = Assert.Throws<OptionsException>(() => Plan.WithSteps(share));

        Assert.StartsWith("--steps-share: expected 0.0001 to 1000, ", error.Message, StringComparison.Ordinal);
    }
}
