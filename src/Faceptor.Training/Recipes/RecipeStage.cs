namespace Faceptor.Training.Recipes;

/// <summary>Where in the life of a model a recipe stands; it decides where the network comes from.</summary>
public enum RecipeStage
{
    /// <summary>
    /// A network of the recipe's own, for the tasks that are trained. Paper: Sec. 4.1, the first stage.
    /// </summary>
    First,

    /// <summary>
    /// A trained network, whose tasks gain Layer-Attention. Paper: Sec. 3.3 and 4.1, the second stage.
    /// </summary>
    LayerAttention,

    /// <summary>A trained network, which gains the tasks that it lacks. Paper: Sec. 4.6.</summary>
    Transfer,
}
