using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using Faceptor.Training.Recipes.Settings;

namespace Faceptor.Training.Recipes;

/// <summary>Changes single values of a recipe by their names, as a command line gives them.</summary>
/// <remarks>
/// Names are those of <see cref="TrainingOptions"/> and, below <c>model</c>, of <see cref="FaceptorOptions"/>, in camel
/// case with points between the levels: <c>numSteps</c>, <c>tasks.age/morph2.weight</c>, <c>model.dropPathRate</c>.
/// Numbers have a decimal point whatever the system prefers. Names of version 0.1 (<c>trains</c>,
/// <c>heldOutShare</c>) are read and never written.
/// </remarks>
internal static class RecipeSettings
{
    private const string TasksKey = "tasks";
    private const string ModelKey = "model";

    /// <summary>Levels that a name may have; settings have four.</summary>
    private const int MaxLevels = 12;

    private static readonly RecordSettings<TrainingOptions> Training = new(nameof(TrainingOptions.Tasks));

    /// <summary>A copy of the recipe with one value changed.</summary>
    /// <param name="recipe">The recipe; unchanged.</param>
    /// <param name="setting">Name and value, for example <c>numSteps=2000</c>.</param>
    /// <exception cref="OptionsException">
    /// There is no such name (the message names the nearest), or the value does not fit it.
    /// </exception>
    public static Recipe Apply(Recipe recipe, string setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return Apply(recipe, [setting]);
    }

    /// <summary>
    /// A copy of the recipe with values changed, all at once: those that need each other may come in any order, and of
    /// two for one name the later one holds.
    /// </summary>
    /// <param name="recipe">The recipe; unchanged.</param>
    /// <param name="settings">Names and values, for example <c>numSteps=2000</c>.</param>
    /// <param name="registry">
    /// Knows custom tasks, which a recipe may then name without defining them; null takes
    /// <see cref="DatasetRegistry.Known"/>.
    /// </param>
    /// <exception cref="OptionsException">
    /// There is no such name (the message names the nearest), or a value does not fit it.
    /// </exception>
    public static Recipe Apply(Recipe recipe, IEnumerable<string> settings, DatasetRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(settings);
        SettingMap[] maps = [.. settings.Select(Parse)];
        return maps.Length == 0
            ? recipe
            : Apply(recipe, SettingMerge.Of(maps), isWhole: false, folder: ".", registry ?? DatasetRegistry.Known);
    }

    /// <summary>A copy of the recipe with values changed.</summary>
    /// <param name="recipe">The recipe; unchanged.</param>
    /// <param name="settings">The values.</param>
    /// <param name="isWhole">Whether the tasks that are named replace those of the recipe.</param>
    /// <param name="folder">The folder that paths begin at.</param>
    /// <param name="registry">Knows tasks that the recipe does not define.</param>
    internal static Recipe Apply(
        Recipe recipe, SettingMap settings, bool isWhole, string folder, DatasetRegistry registry)
    {
        Training.RefuseBothKeys(settings);
        // Tasks first: the model's settings name some of them.
        foreach (var entry in settings.Entries.OrderBy(entry => entry.Key != TasksKey))
        {
            recipe = entry.Key switch
            {
                TasksKey => WithTasks(
                    recipe, SettingValues.Map(entry.Value, TasksKey), isWhole, folder, registry),
                ModelKey => recipe with
                {
                    Model = ModelSettings.With(
                        recipe.Model ?? throw new OptionsException(
                            entry.Place,
                            $"recipe {recipe.Name} takes the network of its weights; leave '{ModelKey}' out."),
                        SettingValues.Map(entry.Value, ModelKey),
                        isWhole),
                },
                _ => recipe with
                {
                    Training = Training.With(recipe.Training, entry, more: [TasksKey, ModelKey]),
                },
            };
        }

        return recipe;
    }

    /// <summary>Writes everything that <see cref="Apply(Recipe, string)"/> could change.</summary>
    internal static void Write(SettingWriter writer, Recipe recipe)
    {
        writer.WriteAll(Training.Of(recipe.Training));
        writer.Map(TasksKey, () =>
        {
            foreach (var entry in recipe.Training.Tasks)
            {
                TaskSettings.Write(writer, entry);
            }
        });
        if (recipe.Model is { } model)
        {
            writer.Map(ModelKey, () => ModelSettings.Write(writer, model));
        }
    }

    private static SettingMap Parse(string setting)
    {
        var place = $"--set {MessageText.Quote(setting)}";
        var split = setting.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
        {
            throw new OptionsException(place, "expected a name and a value, for example numSteps=2000.");
        }

        var names = setting[..split].Trim().Split('.');
        if (names.Length > MaxLevels)
        {
            throw new OptionsException(
                place, $"expected a name of at most {MaxLevels} levels, got {names.Length}; see 'faceptor recipes'.");
        }

        var node = YamlSettings.ReadValue(setting[(split + 1)..], place);
        for (var level = names.Length - 1; level >= 0; level--)
        {
            node = new SettingMap(place, [new SettingEntry(place, names[level], node)]);
        }

        return (SettingMap)node;
    }

    private static Recipe WithTasks(
        Recipe recipe, SettingMap settings, bool isWhole, string folder, DatasetRegistry registry)
    {
        ImmutableArray<TaskTrainingOptions> changed =
            [.. settings.Entries.Select(entry => TaskSettings.With(recipe, entry, folder, registry))];
        if (isWhole)
        {
            return recipe.WithTasks(changed) with { HasChosenTasks = true };
        }

        var trained = recipe.Training.Tasks.Concat(changed.Where(
            entry => recipe.KnownTasks.All(known => !known.Task.Equals(entry.Task))));
        return recipe.WithTasks([.. Changed(trained)]) with { OtherTasks = [.. Changed(recipe.OtherTasks)] };

        IEnumerable<TaskTrainingOptions> Changed(IEnumerable<TaskTrainingOptions> entries) => entries.Select(
            entry => changed.FirstOrDefault(other => other.Task.Equals(entry.Task)) ?? entry);
    }
}
