using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Sessions;

/// <summary>The pictures of one's own that a recipe names for scoring.</summary>
public static class OwnTests
{
    /// <summary>Opens them.</summary>
    /// <param name="tasks">Tasks of a recipe; identity, and those without pictures for scoring, are left out.</param>
    /// <returns>One split for each task that has some; the caller disposes them.</returns>
    /// <exception cref="DatasetException">A split is missing or broken.</exception>
    public static ImmutableArray<EvaluationSet> Open(IEnumerable<TaskTrainingOptions> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var sets = ImmutableArray.CreateBuilder<EvaluationSet>();
        foreach (var entry in tasks.Where(entry => entry.Task.Family != TaskFamily.Identity))
        {
            if (entry.Dataset?.OpenEvaluation(entry.Task) is { } test)
            {
                sets.Add(new EvaluationSet(test, entry.Dataset.OpenTraining(entry.Task)));
            }
        }

        return sets.ToImmutable();
    }
}
