using System.Collections.Immutable;
using Faceptor.Data.Loading;
using Faceptor.Training.Recipes;

namespace Faceptor.Training;

/// <summary>Draws one batch of every task for a step and checks that it is what the options asked for.</summary>
internal sealed class BatchFeed : IDisposable
{
    private readonly List<(TaskTrainingOptions Options, IEnumerator<TaskBatch> Batches)> _feeds = [];

    public BatchFeed(
        ImmutableArray<TaskTrainingOptions> tasks, IReadOnlyDictionary<FaceTask, IEnumerable<TaskBatch>> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var missing = tasks.Where(entry => !sources.ContainsKey(entry.Task)).Select(entry => entry.Task.Id).ToArray();
        if (missing.Length > 0)
        {
            throw new ArgumentException($"there are no batches for {string.Join(", ", missing)}.", nameof(sources));
        }

        foreach (var entry in tasks)
        {
            _feeds.Add((entry, sources[entry.Task].GetEnumerator()));
        }
    }

    /// <summary>The batches of a step, in the order of the tasks.</summary>
    public TaskBatch[] Next() => [.. _feeds.Select(Next)];

    public void Dispose() => _feeds.ForEach(feed => feed.Batches.Dispose());

    private static TaskBatch Next((TaskTrainingOptions Options, IEnumerator<TaskBatch> Batches) feed)
    {
        var (options, batches) = feed;
        if (!batches.MoveNext())
        {
            throw new DatasetException(
                options.Task.Id,
                "its batches ended before the last step; a source for training must repeat its dataset.");
        }

        var batch = batches.Current;
        return batch.Task.Equals(options.Task) && batch.NumImages == options.BatchSize
            ? batch
            : throw new DatasetException(
                options.Task.Id,
                $"expected a batch of {options.BatchSize} samples, got {batch.NumImages} samples of {batch.Task}.");
    }
}
