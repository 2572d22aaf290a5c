using System.Collections.Immutable;
using Faceptor.Core.Batches;

namespace Faceptor.Models;

/// <summary>Checks what a ragged batch asks of a model.</summary>
internal static class RangeGuard
{
    /// <summary>Requires that a model holds a task.</summary>
    /// <param name="tasks">The model's tasks.</param>
    /// <param name="task">The task asked for.</param>
    /// <exception cref="ArgumentException">The model does not hold the task.</exception>
    public static void RequireTask(ImmutableArray<FaceTask> tasks, FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!tasks.Contains(task))
        {
            throw new ArgumentException(
                $"the model does not hold task '{task}'; it holds {string.Join(", ", tasks)}.", nameof(task));
        }
    }

    /// <summary>Requires ranges of known tasks inside a batch.</summary>
    /// <param name="tasks">The model's tasks.</param>
    /// <param name="ranges">The ranges asked for.</param>
    /// <param name="numImages">Images in the batch.</param>
    /// <exception cref="ArgumentException">There is no range, or one names a foreign task or image.</exception>
    public static void RequireRanges(
        ImmutableArray<FaceTask> tasks, IReadOnlyList<TaskRange> ranges, long numImages)
    {
        if (ranges.Count == 0)
        {
            throw new ArgumentException("no task range is given; name at least one.", nameof(ranges));
        }

        foreach (var range in ranges)
        {
            RequireTask(tasks, range.Task);
            if (range.FirstImage < 0 || range.NumImages < 1 || range.FirstImage + (long)range.NumImages > numImages)
            {
                throw new ArgumentException(
                    $"task '{range.Task}' looks at images {range.FirstImage} to "
                    + $"{range.FirstImage + (long)range.NumImages - 1} of a batch of {numImages}.",
                    nameof(ranges));
            }
        }
    }
}
