using System.Collections.Immutable;
using Faceptor.Data.Augmentation;
using Faceptor.Models;

namespace Faceptor.Training.Recipes;

/// <summary>Any recipe's question, asked of the small network that learns drawn faces on a processor.</summary>
/// <remarks>
/// Our choice. Network, rates, CosFace, target sizes and augmentation are those of <see cref="KnownRecipes.Small"/>;
/// architecture, tasks, Layer-Attention and what is trained are the recipe's. Shares of the gradient are the recipe's
/// as well: a weight is multiplied by what the same task's weight is multiplied by from faceptor-base to small.
/// </remarks>
internal static class SmallVariant
{
    /// <summary>Steps of a second stage or a transfer: two fifths of the first stage, as in the paper.</summary>
    private const int LaterSteps = 300;

    private const int LaterWarmupSteps = 30;

    /// <summary>The recipe for the small network.</summary>
    /// <param name="recipe">
    /// A recipe; one whose network comes from weights keeps that network, and one that is small already stays as it is.
    /// </param>
    public static Recipe Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.IsSmall)
        {
            return recipe;
        }

        var isFirst = recipe.Stage == RecipeStage.First;
        var isNaive = recipe.Model is { Architecture: ModelArchitecture.Naive };
        var numbers = KnownRecipes.Small.Training with
        {
            FineTuneScope = recipe.Training.FineTuneScope,
            LevelProjection = recipe.Training.LevelProjection,
            FrozenPartsInTrainingMode = recipe.Training.FrozenPartsInTrainingMode,
            ValidationShare = recipe.Training.ValidationShare,
            Portions = isNaive ? 1 : KnownRecipes.Small.Training.Portions,
            SynchronizedNorms = !isNaive && KnownRecipes.Small.Training.SynchronizedNorms,
            Augmentation = recipe.Stage == RecipeStage.LayerAttention
                ? AugmentationPreset.None // the frozen encoder then sees each image once: it drops nothing
                : KnownRecipes.Small.Training.Augmentation,
        };
        return recipe with
        {
            IsSmall = true,
            Reproduces = $"the question of {recipe.Reproduces}, small",
            Weights = isFirst ? string.Empty : recipe.Weights,
            Model = recipe.Model is { } model ? Shrink(model) : null,
            OtherTasks = Shrink(recipe, recipe.OtherTasks),
            Training = numbers with
            {
                Tasks = Shrink(recipe, recipe.Training.Tasks),
                NumSteps = isFirst ? numbers.NumSteps : LaterSteps,
                WarmupSteps = isFirst ? numbers.WarmupSteps : LaterWarmupSteps,
            },
        };
    }

    private static FaceptorOptions Shrink(FaceptorOptions model)
    {
        var small = model.Architecture == ModelArchitecture.Naive ? FaceptorPresets.SmallNaive : FaceptorPresets.Small;
        return small with { Tasks = model.Tasks, LayerAttention = model.LayerAttention };
    }

    private static ImmutableArray<TaskTrainingOptions> Shrink(
        Recipe recipe, ImmutableArray<TaskTrainingOptions> entries) =>
        recipe.Stage == RecipeStage.Transfer ? entries : [.. entries.Select(Shrink)];

    // A task that small does not train takes the numbers of the first of its family.
    private static TaskTrainingOptions Shrink(TaskTrainingOptions entry)
    {
        var small = Like(KnownRecipes.Small, entry.Task);
        return entry with
        {
            BatchSize = small.BatchSize,
            Weight = entry.Weight * small.Weight / Like(KnownRecipes.FaceptorBase, entry.Task).Weight,
        };
    }

    private static TaskTrainingOptions Like(Recipe recipe, FaceTask task) =>
        recipe.Training.Tasks.FirstOrDefault(entry => entry.Task.Equals(task))
        ?? recipe.Training.Tasks.First(entry => entry.Task.Family == task.Family);
}
