using System.Collections.Immutable;
using Faceptor.Models;

namespace Faceptor.Training.Recipes;

/// <summary>
/// A network and how it is trained, ready to run but for data. The published ones are in <see cref="KnownRecipes"/>;
/// vary them with <c>with</c>, <see cref="Choose"/>, a file (<see cref="RecipeFile"/>) or single settings
/// (<see cref="RecipeSettings"/>).
/// </summary>
public sealed record Recipe
{
    /// <summary>The name that a command line and a file take.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>Which table or section of the paper the result belongs to; <c>–</c> for none.</summary>
    public required string Reproduces { get; init; }

    /// <summary>Where the network comes from.</summary>
    public RecipeStage Stage { get; init; } = RecipeStage.First;

    /// <summary>Whether the numbers are for the small network; see <see cref="SmallVariant"/>.</summary>
    public bool IsSmall { get; init; }

    /// <summary>What weights to start from, for people; empty when the recipe starts from random ones.</summary>
    public string Weights { get; init; } = string.Empty;

    /// <summary>Whether the recipe cannot start from random weights.</summary>
    public bool NeedsWeights => Stage != RecipeStage.First;

    /// <summary>The network, for the tasks of <see cref="Training"/>; null takes that of the weights.</summary>
    public FaceptorOptions? Model { get; init; }

    /// <summary>Tasks, batch sizes, weights, rates and steps.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>
    /// Whether somebody chose the tasks, so that all of them have to have data; otherwise those that have none are left
    /// out.
    /// </summary>
    public bool HasChosenTasks { get; init; }

    /// <summary>
    /// Numbers of tasks that the recipe does not train unless <see cref="Choose"/> or a file asks for them.
    /// </summary>
    public ImmutableArray<TaskTrainingOptions> OtherTasks { get; init; } = [];

    /// <summary>Every task that the recipe has numbers for, those that it trains first.</summary>
    public IEnumerable<TaskTrainingOptions> KnownTasks => Training.Tasks.Concat(OtherTasks);

    /// <summary>The same recipe for chosen tasks.</summary>
    /// <param name="tasks">Ids of tasks that the recipe has numbers for; empty leaves the recipe as it is.</param>
    /// <exception cref="OptionsException">The recipe has no numbers for one; the message names the nearest.</exception>
    public Recipe Choose(params IReadOnlyCollection<string> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Count == 0)
        {
            return this;
        }

        var known = KnownTasks.ToArray();
        if (tasks.FirstOrDefault(id => !known.Any(entry => entry.Task.Id == id)) is { } unknown)
        {
            var ids = known.Select(entry => entry.Task.Id).ToArray();
            var hint = Suggestion.Of(unknown, ids) is { } near
                ? $"did you mean '{near}'?"
                : $"it knows {string.Join(", ", ids)}; define one of your own in a --config file.";
            var problem = FaceTasks.All.Any(task => task.Id == unknown)
                ? $"recipe {Name} has no numbers for {unknown}"
                : $"unknown task '{unknown}'";
            throw new OptionsException("--tasks", $"{problem}; {hint}");
        }

        return WithTasks([.. known.Where(entry => tasks.Contains(entry.Task.Id))]) with { HasChosenTasks = true };
    }

    /// <summary>The same recipe for other tasks, network and Layer-Attention included.</summary>
    internal Recipe WithTasks(ImmutableArray<TaskTrainingOptions> entries)
    {
        FaceTask[] tasks = [.. entries.Select(entry => entry.Task)];
        return this with
        {
            Training = Training with { Tasks = entries },
            OtherTasks = [.. KnownTasks.Where(entry => !tasks.Contains(entry.Task))],
            Model = Model is null
                ? null
                : Model with
                {
                    Tasks = tasks,
                    LayerAttention = [.. Model.LayerAttention.Where(entry => tasks.Contains(entry.Task))],
                },
        };
    }

    /// <summary>Checks network and training.</summary>
    /// <exception cref="OptionsException">Some value cannot work; the message lists all of its part.</exception>
    public void Validate()
    {
        Training.Validate();
        Model?.Validate();
    }
}

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
