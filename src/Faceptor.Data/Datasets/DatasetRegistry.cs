using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>
/// The datasets that sessions and commands can read below one root folder, which holds <c>300W/</c>,
/// <c>CelebAMask-HQ/</c>, <c>MORPH2/</c> and so on: one definition for each task.
/// </summary>
/// <remarks>Immutable: <see cref="With"/> returns another registry. May be used from several threads.</remarks>
public sealed class DatasetRegistry
{
    private readonly ImmutableArray<DatasetDefinition> _definitions;

    private DatasetRegistry(ImmutableArray<DatasetDefinition> definitions)
    {
        _definitions = definitions;
        Tasks = [.. definitions.Select(definition => definition.Task)];
    }

    /// <summary>The datasets of the paper, one for each of <see cref="FaceTasks.All"/>.</summary>
    public static DatasetRegistry Known { get; } = new(KnownDatasets.All);

    /// <summary>The tasks of all datasets; known ones first, custom ones in the order that they were added.</summary>
    public ImmutableArray<FaceTask> Tasks { get; }

    /// <summary>The same registry with more datasets.</summary>
    /// <param name="definitions">Datasets of tasks that the registry does not have.</param>
    /// <exception cref="OptionsException">
    /// A definition cannot work, or the registry has a dataset of its task or of its name already.
    /// </exception>
    public DatasetRegistry With(params IEnumerable<DatasetDefinition> definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var all = _definitions.ToBuilder();
        foreach (var definition in definitions)
        {
            ArgumentNullException.ThrowIfNull(definition, nameof(definitions));
            definition.Validate();
            var task = definition.Task;
            if (all.FirstOrDefault(other => other.Task.Equals(task)
                || other.Task.DatasetName.Equals(task.DatasetName, StringComparison.OrdinalIgnoreCase)) is { } other)
            {
                throw new OptionsException(
                    $"dataset definition of {task}",
                    $"task {other.Task} is registered already (dataset {other.Task.DatasetName}); give a custom task an "
                    + "id and a dataset name of its own.");
            }

            all.Add(definition);
        }

        return new DatasetRegistry(all.ToImmutable());
    }

    /// <summary>Whether a task's dataset is registered.</summary>
    /// <param name="task">The task.</param>
    public bool Contains(FaceTask task) => Tasks.Contains(task);

    /// <summary>The definition of a task's dataset.</summary>
    /// <param name="task">The task.</param>
    /// <exception cref="ArgumentException">No dataset of this task is registered; the message names those that
    /// are.</exception>
    public DatasetDefinition Get(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return _definitions.FirstOrDefault(definition => definition.Task.Equals(task))
            ?? throw new ArgumentException(
                $"no dataset of task '{task}' can be read; those of {string.Join(", ", Tasks)} can.", nameof(task));
    }

    /// <summary>Finds a task whose dataset is registered by its id.</summary>
    /// <param name="id">For example <c>landmarks/300w</c>.</param>
    /// <exception cref="ArgumentException">No such task; the message lists those that exist.</exception>
    public FaceTask GetTask(string id) =>
        Tasks.FirstOrDefault(task => task.Id == id)
        ?? throw new ArgumentException($"unknown task '{id}'; known tasks: {string.Join(", ", Tasks)}.", nameof(id));

    /// <summary>The folder where a task's dataset is looked for.</summary>
    /// <param name="task">The task.</param>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <exception cref="ArgumentException">No dataset of this task is registered.</exception>
    public string GetFolder(FaceTask task, string root) => Path.Combine(root, Get(task).Folder);

    /// <summary>The tasks whose datasets are there, in the order of <see cref="Tasks"/>.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <exception cref="DatasetException">The folder does not exist.</exception>
    public ImmutableArray<FaceTask> FindTasks(string root)
    {
        DatasetFolder.RequireRoot(root);
        return
        [
            .. _definitions.Where(definition => Directory.Exists(Path.Combine(root, definition.Folder)))
                .Select(definition => definition.Task),
        ];
    }

    /// <summary>Opens a split of a task's dataset.</summary>
    /// <param name="task">The task.</param>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <param name="split">
    /// A split in the dataset's own words; <see cref="DatasetDefinition.TrainingSplit"/> and
    /// <see cref="DatasetDefinition.EvaluationSplit"/> are known in every layout.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="ArgumentException">No dataset of this task is registered.</exception>
    /// <exception cref="DatasetException">
    /// The dataset is missing or broken, does not know the split, or is one of another task.
    /// </exception>
    /// <remarks>The caller disposes what is disposable: MS1MV3 keeps its record file open.</remarks>
    public IFaceDataset Open(FaceTask task, string root, string split, DatasetLayout? layout = null)
    {
        var definition = Get(task);
        DatasetFolder.RequireRoot(root);
        var folder = Path.Combine(root, definition.Folder);
        var dataset = definition.Open(folder, split, layout);
        if (dataset is null || !dataset.Task.Equals(task))
        {
            (dataset as IDisposable)?.Dispose();
            throw new DatasetException(
                folder,
                $"the definition of {task} opened {(dataset is null ? "nothing" : $"a dataset of {dataset.Task}")}; "
                + "correct its Open function.");
        }

        return dataset;
    }
}
