using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Imaging;

namespace Faceptor.Training.Recipes.Settings;

/// <summary>The settings of one task, below <c>tasks</c>: numbers, own images, and what an own task is.</summary>
internal static class TaskSettings
{
    private const string BatchSizeKey = "batchSize";
    private const string WeightKey = "weight";
    private const string DatasetKey = "dataset";
    private const string PathKey = "path";
    private const string TrainingSplitKey = "trainingSplit";
    private const string EvaluationSplitKey = "evaluationSplit";
    private const string OrientationKey = "orientation";

    /// <summary>A task with settings changed.</summary>
    /// <param name="recipe">The recipe, for numbers that are left out.</param>
    /// <param name="entry">The task's id and its settings.</param>
    /// <param name="folder">The folder that paths of images begin at.</param>
    /// <param name="registry">Knows tasks that the entry does not define.</param>
    /// <exception cref="Faceptor.OptionsException">
    /// The task is unknown and not defined, a number is missing, or a value does not fit.
    /// </exception>
    public static TaskTrainingOptions With(
        Recipe recipe, SettingEntry entry, string folder, DatasetRegistry registry)
    {
        var settings = SettingValues.Map(entry.Value, entry.Key);
        var former = recipe.KnownTasks.FirstOrDefault(known => known.Task.Id == entry.Key);
        var task = CustomTaskSettings.TaskOf(entry, settings, former?.Task, registry);
        var numbers = former is null
            ? recipe.Stage == RecipeStage.Transfer
                ? TrainingRecipes.TransferTo(task)
                : new TaskTrainingOptions(
                    task,
                    (int)Required(settings, BatchSizeKey, typeof(int), entry),
                    (double)Required(settings, WeightKey, typeof(double), entry))
            : former with { Task = task };
        foreach (var setting in settings.Entries)
        {
            var key = $"tasks.{entry.Key}.{setting.Key}";
            numbers = setting.Key switch
            {
                BatchSizeKey => numbers with
                {
                    BatchSize = (int)SettingValues.Parse(setting.Value, typeof(int), key)!,
                },
                WeightKey => numbers with
                {
                    Weight = (double)SettingValues.Parse(setting.Value, typeof(double), key)!,
                },
                DatasetKey => numbers with { Dataset = DatasetOf(setting, key, numbers.Dataset, folder) },
                _ when CustomTaskSettings.Keys.Contains(setting.Key) => numbers,
                _ => throw RecordSettings<TaskTrainingOptions>.Unknown(
                    setting, [BatchSizeKey, WeightKey, DatasetKey, .. CustomTaskSettings.Keys]),
            };
        }

        return numbers;
    }

    /// <summary>The settings as they are written.</summary>
    public static void Write(SettingWriter writer, TaskTrainingOptions entry) => writer.Map(entry.Task.Id, () =>
    {
        CustomTaskSettings.Write(writer, entry.Task);
        writer.Write(BatchSizeKey, entry.BatchSize);
        writer.Write(WeightKey, entry.Weight);
        if (entry.Dataset is { } dataset)
        {
            writer.Map(DatasetKey, () =>
            {
                writer.WriteWord(PathKey, dataset.Path);
                writer.WriteWord(TrainingSplitKey, dataset.TrainingSplit);
                writer.WriteWord(EvaluationSplitKey, dataset.EvaluationSplit);
                if (dataset.Orientation != ImageOrientation.Upright)
                {
                    writer.Write(OrientationKey, dataset.Orientation);
                }
            });
        }
    });

    private static object Required(SettingMap settings, string key, Type type, SettingEntry task) =>
        settings.Entries.FirstOrDefault(entry => entry.Key == key) is { } found
            ? SettingValues.Parse(found.Value, type, $"tasks.{task.Key}.{key}")!
            : throw SettingValues.Wrong(
                task.Value,
                $"tasks.{task.Key}.{key}",
                "given, because the recipe has no numbers for the task",
                "nothing");

    private static CustomDatasetOptions? DatasetOf(
        SettingEntry setting, string key, CustomDatasetOptions? former, string folder)
    {
        if (setting.Value is SettingScalar scalar)
        {
            return scalar.IsNull ? null : new CustomDatasetOptions(FullPath(scalar, key));
        }

        var dataset = former;
        foreach (var part in SettingValues.Map(setting.Value, key).Entries.OrderBy(part => part.Key != PathKey))
        {
            if (part.Key == PathKey)
            {
                var path = FullPath(part.Value, $"{key}.{PathKey}");
                dataset = dataset is null ? new CustomDatasetOptions(path) : dataset with { Path = path };
            }
            else if (dataset is null)
            {
                throw SettingValues.Wrong(setting.Value, $"{key}.{PathKey}", "given", "nothing");
            }
            else
            {
                dataset = part.Key switch
                {
                    TrainingSplitKey => dataset with { TrainingSplit = WordOrNull(part.Value, key) },
                    EvaluationSplitKey => dataset with { EvaluationSplit = WordOrNull(part.Value, key) },
                    OrientationKey => dataset with
                    {
                        Orientation = (ImageOrientation)SettingValues.Parse(
                            part.Value, typeof(ImageOrientation), $"{key}.{OrientationKey}")!,
                    },
                    _ => throw RecordSettings<CustomDatasetOptions>.Unknown(
                        part, PathKey, TrainingSplitKey, EvaluationSplitKey, OrientationKey),
                };
            }
        }

        return dataset;

        string FullPath(SettingNode node, string name) =>
            Path.GetFullPath(SettingValues.Word(node, name), Path.GetFullPath(folder));
    }

    private static string? WordOrNull(SettingNode node, string key) =>
        node is SettingScalar { IsNull: true } ? null : SettingValues.Word(node, key);
}
