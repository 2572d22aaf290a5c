using System.Collections.Immutable;
using Faceptor.Data.Loading;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;

namespace Faceptor.Training;

/// <summary>
/// Draws this process's samples of every task for a step and checks that they are what the options asked for.
/// </summary>
internal sealed class BatchFeed : IDisposable
{
    private readonly List<(FaceTask Task, int NumImages, IEnumerator<TaskBatch> Batches)> _feeds = [];

    public BatchFeed(
        ImmutableArray<TaskTrainingOptions> tasks,
        StepPortions portions,
        IReadOnlyDictionary<FaceTask, IEnumerable<TaskBatch>> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        // A small batch may have no sample for this process.
        var needed = tasks.Select(entry => (entry.Task, NumImages: portions.OwnPlaces(entry.Task).Length))
            .Where(entry => entry.NumImages > 0)
            .ToArray();
        var missing = needed.Where(entry => !sources.ContainsKey(entry.Task)).Select(entry => entry.Task.Id).ToArray();
        if (missing.Length > 0)
        {
            throw new ArgumentException($"there are no batches for {string.Join(", ", missing)}.", nameof(sources));
        }

        foreach (var (task, numImages) in needed)
        {
            _feeds.Add((task, numImages, sources[task].GetEnumerator()));
        }
    }

    /// <summary>The batches of a step, in the order of the tasks.</summary>
    public TaskBatch[] Next() => [.. _feeds.Select(Next)];

    public void Dispose() => _feeds.ForEach(feed => feed.Batches.Dispose());

    private static TaskBatch Next((FaceTask Task, int NumImages, IEnumerator<TaskBatch> Batches) feed)
    {
        var (task, numImages, batches) = feed;
        if (!batches.MoveNext())
        {
            throw new DatasetException(
                task.Id,
                "its batches ended before the last step; a source for training must repeat its dataset.");
        }

        var batch = batches.Current;
        return batch.Task.Equals(task) && batch.NumImages == numImages
            ? batch
            : throw new DatasetException(
                task.Id,
                $"expected a batch of {numImages} samples, got {batch.NumImages} samples of {batch.Task}.");
    }
}
