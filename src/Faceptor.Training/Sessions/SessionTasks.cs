namespace Faceptor.Training.Sessions;

/// <summary>Brings together what a recipe wants to train and what there is to train it on.</summary>
internal static class SessionTasks
{
    /// <summary>The tasks to train: those of the recipe that are wanted and have data.</summary>
    /// <exception cref="OptionsException">The recipe has no numbers for a wanted task.</exception>
    /// <exception cref="DatasetException">A wanted task has no data, or no task has.</exception>
    public static FaceTask[] Choose(TrainingSessionOptions options)
    {
        var registry = options.Registry;
        var recipe = options.Training.Tasks.Select(entry => entry.Task).ToArray();
        FaceTask[] found =
        [
            .. registry.FindTasks(options.DataRoot),
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
                registry.Contains(missing)
                    ? registry.GetFolder(missing, options.DataRoot)
                    : options.DataRoot,
                registry.Contains(missing)
                    ? $"expected the dataset of {missing}, found none; put it there or leave the task out."
                    : $"expected the dataset of {missing}, but no registered dataset has this task; add its definition "
                        + "to the registry (command line: --dataset-assembly), give its images with 'dataset', or leave "
                        + "the task out.");
        }

        IReadOnlyList<FaceTask> wanted = options.Tasks.IsEmpty ? found : options.Tasks;
        // In the order of the recipe, and so of the model, however they were named.
        var chosen = recipe.Where(wanted.Contains).ToArray();
        var folders = recipe.Where(registry.Contains)
            .Select(task => registry.GetFolder(task, string.Empty));
        return chosen.Length > 0
            ? chosen
            : throw new DatasetException(
                options.DataRoot,
                $"expected at least one dataset folder, found none of {string.Join(", ", folders)}.");
    }
}
