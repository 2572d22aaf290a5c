using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Training;

/// <summary>Finds batches that are too small for batch norms, before anything is trained.</summary>
/// <remarks>
/// A batch norm in training compares the samples of a micro-batch. A single one becomes its offset whatever it shows,
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
        var numParts = training.AccumulationSteps;
        TaskTrainingOptions[] lonely =
        [
            .. training.Tasks.Where(entry => model.ComparesImages(entry.Task)
                && Enumerable.Range(0, numParts)
                    .Select(part => MicroBatches.Of(entry.BatchSize, part, numParts).Length)
                    .Any(length => length is > 0 and < Least)),
        ];
        if (lonely.Length == 0)
        {
            return;
        }

        var names = string.Join(", ", lonely.Take(3).Select(entry => $"{entry.Task} ({entry.BatchSize} a step)"))
            + (lonely.Length > 3 ? $" and {lonely.Length - 3} more" : string.Empty);
        var where = numParts == 1 ? "in a step" : $"in each of the {numParts} micro-batches of a step";
        var norms = model.Architecture == ModelArchitecture.Naive
            ? "its batch norms compare"
            : "the identity head's batch norms compare";
        var largest = lonely.Min(entry => entry.BatchSize) / Least;
        var remedy = $"--set tasks.{lonely[0].Task}.batchSize={Least * numParts} or more"
            + (lonely.Length > 1 ? ", the others likewise" : string.Empty)
            + (numParts > 1 && largest >= 1 ? $", or --accumulation-steps {largest} or less" : string.Empty);
        throw new OptionsException(
            "batch size",
            $"{names}: at least {Least} samples are needed {where}, because {norms} samples; give {remedy}.");
    }
}
