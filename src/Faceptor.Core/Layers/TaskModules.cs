using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>One module a task, by task; the task's id is its name in checkpoints.</summary>
/// <remarks>Stands in for TorchSharp's ModuleDict, whose two indexers make <c>to(...)</c> throw.</remarks>
/// <typeparam name="TModule">The modules' type.</typeparam>
internal sealed class TaskModules<TModule> : nn.Module
    where TModule : nn.Module
{
    private readonly Dictionary<FaceTask, TModule> _modules = [];
    private readonly string _problem;

    /// <summary>Creates an empty table.</summary>
    /// <param name="problem">What to say of a task that is not in the table: "the head has no output".</param>
    public TaskModules(string problem)
        : base(nameof(TaskModules<>)) => _problem = problem;

    /// <summary>Creates a module for each task.</summary>
    /// <param name="problem">What to say of a task that is not in the table: "the head has no output".</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="create">Creates the module of a task.</param>
    public TaskModules(string problem, IEnumerable<FaceTask> tasks, Func<FaceTask, TModule> create)
        : this(problem)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(create);
        foreach (var task in tasks)
        {
            Add(task, create(task));
        }
    }

    /// <summary>The tasks and their modules, in the order in which they were added.</summary>
    public IEnumerable<KeyValuePair<FaceTask, TModule>> All => _modules;

    /// <summary>Adds the module of a task that has none yet.</summary>
    /// <param name="task">The task.</param>
    /// <param name="module">Its module, which belongs to the table from now on.</param>
    /// <exception cref="ArgumentException">The task has a module.</exception>
    public void Add(FaceTask task, TModule module)
    {
        _modules.Add(task, module);
        register_module(task.Id, module);
    }

    /// <summary>The module of a task; null when it has none.</summary>
    /// <param name="task">A task.</param>
    public TModule? Find(FaceTask task) => _modules.GetValueOrDefault(task);

    /// <summary>The module of a task.</summary>
    /// <param name="task">A task of the table.</param>
    /// <exception cref="ArgumentException">The task is not in the table.</exception>
    public TModule Of(FaceTask task) => Find(task) ?? throw new ArgumentException(
        $"{_problem} for task '{task}'; it has {string.Join(", ", _modules.Keys)}.", nameof(task));
}
