using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Sessions;

/// <summary>Brings together what a recipe wants to train and what there is to train it on.</summary>
internal static class SessionTasks
{
    /// <summary>The tasks to train: those of the recipe that are wanted and have data.</summary>
    /// <exception cref="OptionsException">The recipe has no numbers for a wanted task.</exception>
    /// <exception cref="DatasetException">A wanted task has no data, or no task has.</exception>
    public static FaceTask[] Choose(TrainingSessionOptions options)
    {
        var recipe = options.Training.Tasks.Select(entry => entry.Task).ToArray();
        FaceTask[] found =
        [
            .. FaceDatasets.FindTasks(options.DataRoot),
            .. options.Training.Tasks.Where(entry => entry.Dataset is not null).Select(entry => entry.Task),
        ];
        var unknown = options.Tasks.FirstOrDefault(task => !recipe.Contains(task));
        if (unknown is not null)
        {
            throw new OptionsException(
                "tasks",
                $"the recipe has no numbers for {unknown}; it has {string.Join<FaceTask>(", ", recipe)}.");
        }

        var missing = options.Tasks.FirstOrDefault(task => !found.Contains(task));
        if (missing is not null)
        {
            throw new DatasetException(
                FaceDatasets.Supported.Contains(missing)
                    ? FaceDatasets.GetFolder(missing, options.DataRoot)
                    : options.DataRoot,
                $"expected the dataset of {missing}, found none; put it there or leave the task out.");
        }

        IReadOnlyList<FaceTask> wanted = options.Tasks.IsEmpty ? found : options.Tasks;
        // In the order of the recipe, and so of the model, however they were named.
        var chosen = recipe.Where(wanted.Contains).ToArray();
        var folders = recipe.Where(task => FaceDatasets.Supported.Contains(task))
            .Select(task => FaceDatasets.GetFolder(task, string.Empty));
        return chosen.Length > 0
            ? chosen
            : throw new DatasetException(
                options.DataRoot,
                $"expected at least one dataset folder, found none of {string.Join(", ", folders)}.");
    }

    /// <summary>Refuses single samples where norms compare them.</summary>
    /// <exception cref="OptionsException">A task that needs two samples has a batch of one.</exception>
    public static void RequirePairs(TrainingOptions training, FaceptorOptions model)
    {
        var lonely = training.Tasks.FirstOrDefault(
            entry => entry.BatchSize / training.AccumulationSteps < 2 && ComparesSamples(entry.Task, model));
        if (lonely is not null)
        {
            var portions = training.AccumulationSteps == 1
                ? "a step"
                : $"in each of the {training.AccumulationSteps} portions of a step";
            throw new OptionsException(
                "batch size",
                $"{lonely.Task} needs at least 2 samples {portions}, because its norms compare samples; "
                + $"{lonely.BatchSize} a step came; give it more, for example with "
                + $"--set tasks.{lonely.Task}.batchSize={2 * training.AccumulationSteps}.");
        }
    }

    private static bool ComparesSamples(FaceTask task, FaceptorOptions model) =>
        task.Family == TaskFamily.Identity || model.Architecture == ModelArchitecture.Naive;
}
