using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>The queries of every task that has some, by task.</summary>
/// <remarks>Stands in for TorchSharp's ModuleDict, whose two indexers make <c>to(...)</c> throw.</remarks>
internal sealed class TaskQueryTable : nn.Module
{
    private readonly Dictionary<FaceTask, TaskQueries> _queries = [];

    /// <summary>Creates random queries.</summary>
    /// <param name="tasks">The tasks; those without queries are passed over.</param>
    /// <param name="dim">Token size D.</param>
    public TaskQueryTable(IEnumerable<FaceTask> tasks, long dim)
        : base(nameof(TaskQueryTable))
    {
        ArgumentNullException.ThrowIfNull(tasks);
        foreach (var task in tasks.Where(task => task.NumLabels > 0))
        {
            var queries = new TaskQueries(task.NumLabels, dim);
            _queries.Add(task, queries);
            register_module(task.Id, queries);
        }
    }

    /// <summary>The embeddings of some tasks, for initial weights.</summary>
    internal IEnumerable<Tensor> EmbeddingsOf(Func<FaceTask, bool> isWanted) =>
        _queries.Where(entry => isWanted(entry.Key)).Select(entry => entry.Value.Embeddings);

    /// <summary>The queries of a task.</summary>
    /// <param name="task">A task of the table.</param>
    /// <exception cref="ArgumentException">The task is not in the table.</exception>
    public TaskQueries Of(FaceTask task) =>
        _queries.TryGetValue(task, out var queries)
            ? queries
            : throw new ArgumentException(
                $"the model has no queries for task '{task}'; it has {string.Join(", ", _queries.Keys)}.",
                nameof(task));
}
