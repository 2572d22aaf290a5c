using static TorchSharp.torch;

namespace Faceptor.Core.Heads.Naive;

/// <summary>One module a task, by task; the task's id is its name in checkpoints.</summary>
/// <remarks>Stands in for TorchSharp's ModuleDict, whose two indexers make <c>to(...)</c> throw.</remarks>
/// <typeparam name="TModule">The modules' type.</typeparam>
internal sealed class TaskModules<TModule> : nn.Module
    where TModule : nn.Module
{
    private readonly Dictionary<FaceTask, TModule> _modules = [];

    /// <summary>Makes the modules.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="make">Makes the module of a task.</param>
    public TaskModules(IEnumerable<FaceTask> tasks, Func<FaceTask, TModule> make)
        : base(nameof(TaskModules<>))
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(make);
        foreach (var task in tasks)
        {
            var module = make(task);
            _modules.Add(task, module);
            register_module(task.Id, module);
        }
    }

    /// <summary>The module of a task.</summary>
    /// <param name="task">A task of the table.</param>
    /// <exception cref="ArgumentException">The task is not in the table.</exception>
    public TModule Of(FaceTask task) =>
        _modules.TryGetValue(task, out var module)
            ? module
            : throw new ArgumentException(
                $"the head has no output for task '{task}'; it has {string.Join(", ", _modules.Keys)}.", nameof(task));
}
