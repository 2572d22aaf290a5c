using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Recipes;

public sealed class KnownRecipesTests
{
    public static TheoryData<string> Names => [.. KnownRecipes.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_and_its_small_form_are_valid_and_their_networks_hold_what_is_trained(string name)
    {
        var recipe = KnownRecipes.Get(name);

        Assert.All(new[] { recipe, SmallVariant.Of(recipe) }, form =>
        {
            form.Validate();
            if (form.Model is { } model)
            {
                Assert.Equal(form.Training.Tasks.Select(entry => entry.Task), model.Tasks);
            }
        });
        Assert.Equal(recipe.NeedsWeights, recipe.Model is null);
    }

    [Fact]
    public void Every_recipe_is_saved_every_ten_minutes()
    {
        Assert.All(
            KnownRecipes.All.Concat(KnownRecipes.All.Select(SmallVariant.Of)),
            recipe => Assert.Equal(10, recipe.Training.CheckpointMinutes));
        Assert.Contains("checkpointMinutes: 10", RecipeFile.Write(KnownRecipes.Small), StringComparison.Ordinal);
    }

    [Fact]
    public void Published_recipes_augment_as_published_and_small_ones_lightly()
    {
        Assert.All(KnownRecipes.All, recipe => Assert.Equal(
            recipe.Name.StartsWith("small", StringComparison.Ordinal)
                ? AugmentationPreset.Light
                : AugmentationPreset.Published,
            recipe.Training.Augmentation));
    }

    /// <summary>Released: float32, one order for the whole run, a frozen encoder in training mode in stage 2.</summary>
    [Fact]
    public void Published_recipes_train_as_released_and_small_ones_as_we_choose()
    {
        Assert.All(KnownRecipes.All, recipe =>
        {
            var isSmall = recipe.Name.StartsWith("small", StringComparison.Ordinal);
            Assert.Equal(isSmall ? null : ComputePrecision.Float32, recipe.Training.Precision);
            Assert.Equal(isSmall ? SampleOrder.Passes : SampleOrder.WholeRun, recipe.Training.SampleOrder);
            Assert.Equal(isSmall, recipe.Training.CosFaceStartBound is not null);
            Assert.False(recipe.Training.ActivationCheckpointing);
            Assert.Equal(recipe.Name == "layer-attention", recipe.Training.FrozenPartsInTrainingMode);
            if (recipe.Model is { } model)
            {
                Assert.Equal(isSmall ? DropPathMode.Samples : DropPathMode.TokenPositions, model.DropPathMode);
            }

            var small = SmallVariant.Of(recipe);
            Assert.Equal(SampleOrder.Passes, small.Training.SampleOrder);
            Assert.Equal(DropPathMode.Samples, small.Model?.DropPathMode ?? DropPathMode.Samples);
        });
    }

    // Sec. 4.1 and B.3.
    [Theory]
    [InlineData("faceptor-base", 50_000, FineTuneScope.All)]
    [InlineData("faceptor-full", 50_000, FineTuneScope.All)]
    [InlineData("naive", 50_000, FineTuneScope.All)]
    [InlineData("single-task-age", 50_000, FineTuneScope.All)]
    [InlineData("single-task-expression", 50_000, FineTuneScope.All)]
    [InlineData("auxiliary-age", 50_000, FineTuneScope.All)]
    [InlineData("auxiliary-expression", 50_000, FineTuneScope.All)]
    [InlineData("recognition-only", 50_000, FineTuneScope.All)]
    [InlineData("layer-attention-direct", 50_000, FineTuneScope.All)]
    [InlineData("layer-attention", 20_000, FineTuneScope.LayerAttention)]
    [InlineData("transfer-prompt", 20_000, FineTuneScope.Queries)]
    [InlineData("transfer-decoder", 20_000, FineTuneScope.DecoderAndHeads)]
    [InlineData("transfer-full", 20_000, FineTuneScope.All)]
    public void Steps_and_rates_are_the_papers(string name, int steps, FineTuneScope trains)
    {
        var training = KnownRecipes.Get(name).Training;

        Assert.Equal((steps, 2_000), (training.NumSteps, training.WarmupSteps));
        Assert.Equal((5e-5, 10.0, 0.05), (training.EncoderRate, training.OtherRateFactor, training.WeightDecay));
        Assert.Equal(trains, training.FineTuneScope);
    }

    // Table 10.
    [Fact]
    public void Auxiliary_learning_has_the_numbers_of_table_10()
    {
        Assert.Equal(
            [
                (FaceTasks.AgeMorph2, 64, 10.0), (FaceTasks.Landmarks300W, 4, 1000.0),
                (FaceTasks.ParsingCelebAMaskHq, 4, 100.0), (FaceTasks.IdentityMs1mV3, 256, 10.0),
            ],
            Numbers(KnownRecipes.AuxiliaryAge));
        Assert.Equal(
            [
                (FaceTasks.ExpressionAffectNet, 64, 80.0), (FaceTasks.ExpressionRafDb, 16, 20.0),
                (FaceTasks.Landmarks300W, 2, 1000.0), (FaceTasks.ParsingCelebAMaskHq, 2, 100.0),
                (FaceTasks.IdentityMs1mV3, 64, 1.0),
            ],
            Numbers(KnownRecipes.AuxiliaryExpression));
    }

    // B.3.
    [Theory]
    [InlineData("landmarks/aflw19", 8)]
    [InlineData("parsing/lapa", 8)]
    [InlineData("attributes/lfw-73", 32)]
    public void Transfer_has_the_batch_sizes_of_the_appendix(string task, int batchSize)
    {
        var chosen = KnownRecipes.TransferPrompt.Choose(task);

        var entry = Assert.Single(chosen.Training.Tasks);
        Assert.Equal((task, batchSize), (entry.Task.Id, entry.BatchSize));
    }

    [Fact]
    public void Layer_attention_trains_every_task_with_queries_and_directly_the_network_holds_it()
    {
        var queried = FaceTasks.Base.Where(task => task.NumLabels > 0).ToArray();

        Assert.Equal(queried, KnownRecipes.LayerAttention.Training.Tasks.Select(entry => entry.Task));
        Assert.Equal(queried, KnownRecipes.LayerAttentionDirect.Model!.LayerAttention.Select(entry => entry.Task));
        Assert.Equal(FaceTasks.Base, KnownRecipes.LayerAttentionDirect.Model.Tasks);
    }

    [Fact]
    public void Recognition_alone_is_an_encoder_and_an_identity_head()
    {
        using var model = FaceptorModelFactory.Create(
            SmallVariant.Of(KnownRecipes.RecognitionOnly).Model! with { EncoderDim = 32, EncoderBlocks = 4 }, seed: 1);

        Assert.Equal(["encoder", "identity_head"], model.CountParameters().Keys.Order());
    }

    [Fact]
    public void Choosing_keeps_the_numbers_and_the_recipes_order()
    {
        var chosen = KnownRecipes.FaceptorBase.Choose("age/morph2", "landmarks/300w");

        Assert.Equal([(FaceTasks.Landmarks300W, 4, 1000.0), (FaceTasks.AgeMorph2, 64, 6.0)], Numbers(chosen));
        Assert.Equal([FaceTasks.Landmarks300W, FaceTasks.AgeMorph2], chosen.Model!.Tasks);
        Assert.Equal(
            KnownRecipes.FaceptorBase.KnownTasks.Select(entry => entry.Task.Id).Order(),
            chosen.KnownTasks.Select(entry => entry.Task.Id).Order());
    }

    [Theory]
    [InlineData("age/morph", "--tasks: unknown task 'age/morph'; did you mean 'age/morph2'?")]
    [InlineData("age/utkface", "--tasks: recipe faceptor-base has no numbers for age/utkface; it knows ")]
    public void A_task_without_numbers_is_refused(string task, string complaint)
    {
        var error = Assert.Throws<OptionsException>(() => KnownRecipes.FaceptorBase.Choose(task));

        Assert.StartsWith(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_recipe_names_the_nearest()
    {
        Assert.Equal(
            "recipe: there is no recipe 'faceptor-bas'; did you mean 'faceptor-base'?",
            Assert.Throws<OptionsException>(() => KnownRecipes.Get("faceptor-bas")).Message);
    }

    [Fact]
    public void The_small_form_of_faceptor_base_is_small()
    {
        var small = SmallVariant.Of(KnownRecipes.FaceptorBase);

        Assert.Equal(RecipeFile.Write(KnownRecipes.Small), Rename(small));

        static string Rename(Recipe recipe) => RecipeFile.Write(recipe with
        {
            Name = KnownRecipes.Small.Name,
            Summary = KnownRecipes.Small.Summary,
            Reproduces = KnownRecipes.Small.Reproduces,
            Weights = KnownRecipes.Small.Weights,
        });
    }

    private static IEnumerable<(FaceTask, int, double)> Numbers(Recipe recipe) =>
        recipe.Training.Tasks.Select(entry => (entry.Task, entry.BatchSize, entry.Weight));
}
