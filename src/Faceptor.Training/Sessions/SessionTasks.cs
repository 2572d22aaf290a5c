using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Own;
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
        var folders = FaceDatasets.Supported.Select(task => FaceDatasets.GetFolder(task, string.Empty));
        return chosen.Length > 0
            ? chosen
            : throw new DatasetException(
                options.DataRoot,
                $"expected at least one dataset folder, found none of {string.Join(", ", folders)}.");
    }

    /// <summary>Opens the training split of a task, or the pictures of one's own for it.</summary>
    /// <exception cref="DatasetException">The dataset is missing or broken.</exception>
    public static IFaceDataset Open(FaceTask task, TrainingSessionOptions options) =>
        options.Training.Tasks.First(entry => entry.Task.Equals(task)).Dataset is { } own
            ? own.OpenTraining(task)
            : FaceDatasets.Open(task, options.DataRoot, FaceDatasets.GetTrainingSplit(task), options.Layout);

    /// <summary>The recipe for the tasks that are trained, with what their data decides.</summary>
    /// <exception cref="OptionsException">The recipe cannot work.</exception>
    public static TrainingOptions Complete(
        TrainingOptions recipe, IReadOnlyDictionary<FaceTask, IFaceDataset> datasets)
    {
        int[] identities =
        [
            .. datasets.Values.OfType<Ms1mV3Dataset>().Select(dataset => dataset.NumIdentities),
            .. datasets.Values.OfType<OwnDataset>().Where(dataset => dataset.Task.Family == TaskFamily.Identity)
                .Select(dataset => dataset.NumIdentities),
        ];
        var complete = recipe with
        {
            Tasks = [.. recipe.Tasks.Where(entry => datasets.ContainsKey(entry.Task))],
            NumIdentities = identities.Length > 0 ? identities.Max() : recipe.NumIdentities,
            WarmupSteps = Math.Min(recipe.WarmupSteps, recipe.NumSteps / 2),
        };
        complete.Validate();
        return complete;
    }

    /// <summary>Refuses single samples where norms compare them.</summary>
    /// <exception cref="OptionsException">A task that needs two samples has a batch of one.</exception>
    public static void RequirePairs(TrainingOptions training, FaceptorOptions model)
    {
        if (training.Tasks.FirstOrDefault(entry => entry.BatchSize < 2 && ComparesSamples(entry.Task, model)) is
            { } lonely)
        {
            throw new OptionsException(
                "batch size",
                $"{lonely.Task} needs at least 2 samples a step, because its norms compare samples; 1 came.");
        }
    }

    private static bool ComparesSamples(FaceTask task, FaceptorOptions model) =>
        task.Family == TaskFamily.Identity || model.Architecture == ModelArchitecture.Naive;
}
