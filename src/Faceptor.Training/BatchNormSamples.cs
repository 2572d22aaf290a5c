using Faceptor.Models;
using Faceptor.Training.Families;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;

namespace Faceptor.Training;

/// <summary>Finds batches that are too small for batch norms, before anything is trained.</summary>
/// <remarks>
/// A batch norm in training compares the samples of a portion. A single one becomes its offset whatever it shows,
/// and the running variance no number; so libtorch refuses it in the middle of a step. It concerns the identity head of
/// both networks and every subnet of Naive Faceptor.
/// </remarks>
internal static class BatchNormSamples
{
    private const int Least = 2;

    /// <summary>Refuses a recipe by which a batch norm would see a single sample.</summary>
    /// <param name="training">The recipe with its tasks.</param>
    /// <param name="model">The network.</param>
    /// <exception cref="OptionsException">There is such a task; the message says what to change.</exception>
    public static void Require(TrainingOptions training, FaceptorOptions model)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(model);
        var numParts = training.Portions;
        var portions = new StepPortions(training);
        // Synchronised ones compare the whole step, and every process, however many, gives a sample.
        var isWhole = training.SynchronizedNorms && model.Architecture != ModelArchitecture.Naive;
        TaskTrainingOptions[] lonely =
        [
            .. training.Tasks.Where(entry => model.ComparesImages(entry.Task)
                && (isWhole
                    ? entry.BatchSize < Math.Max(Least, numParts)
                    : portions.Own.Any(portion => portions.CountOf(entry.Task, portion) is var count
                        && (count is > 0 and < Least || (count == 0 && NeedsEvery(entry.Task)))))),
        ];
        if (lonely.Length == 0)
        {
            return;
        }

        var names = string.Join(", ", lonely.Take(3).Select(entry => $"{entry.Task} ({entry.BatchSize} a step)"))
            + (lonely.Length > 3 ? $" and {lonely.Length - 3} more" : string.Empty);
        var where = numParts == 1 ? "in a step" : $"in each of the {numParts} portions of a step";
        var norms = model.Architecture == ModelArchitecture.Naive
            ? "its batch norms compare"
            : "the identity head's batch norms compare";
        var most = lonely.Min(entry => entry.BatchSize);
        var largest = isWhole ? most : most / Least;
        var remedy = $"--set tasks.{lonely[0].Task}.batchSize={(isWhole ? numParts : Least * numParts)} or more"
            + (lonely.Length > 1 ? ", the others likewise" : string.Empty)
            + (numParts > 1 && largest >= 1 ? $", or --portions {largest} or less" : string.Empty);
        throw new OptionsException(
            "batch size",
            $"{names}: at least {(isWhole && most >= Least ? 1 : Least)} samples are needed {where}, because {norms} samples; give {remedy}.");

        // What all ranks compute together, each of them computes in every round.
        bool NeedsEvery(FaceTask task) => FamilyCriterion.Of(task.Family).IsLearned || training.SynchronizedNorms;
    }
}
