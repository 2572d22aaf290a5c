using System.Collections.Immutable;
using Faceptor.Evaluation.Sessions;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Sessions;

/// <summary>The custom images that a recipe names for scoring.</summary>
internal static class CustomTestSets
{
    /// <summary>Opens them.</summary>
    /// <param name="tasks">Tasks of a recipe; identity, and those without images for scoring, are left out.</param>
    /// <param name="onUnreadable">Told what cannot be read, and why; null makes it an exception.</param>
    /// <returns>One split for each task that has some; the caller disposes them.</returns>
    /// <exception cref="DatasetException">A split is missing or broken.</exception>
    public static ImmutableArray<EvaluationSet> Open(
        IEnumerable<TaskTrainingOptions> tasks, Action<UnscoredSplit>? onUnreadable = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var sets = ImmutableArray.CreateBuilder<EvaluationSet>();
        foreach (var entry in tasks.Where(entry => !entry.Task.Definition.IsScoredOnPairs))
        {
            try
            {
                if (entry.Dataset?.OpenEvaluation(entry.Task) is { } test)
                {
                    sets.Add(EvaluationSet.Of(test, () => entry.Dataset.OpenTraining(entry.Task)));
                }
            }
            catch (Exception error) when (onUnreadable is not null
                && error is not (OperationCanceledException or OutOfMemoryException))
            {
                onUnreadable(UnscoredSplit.Of(
                    entry.Task.DatasetName, entry.Task.Id, entry.Dataset?.EvaluationSplit, error));
            }
        }

        return sets.ToImmutable();
    }
}
