using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Experiments.Gpu;

/// <summary>
/// Operations of a training step by the formulas of docs/hardware.md: a product of [a, b] and [b, c] counts 2abc; norms,
/// activations and the optimiser count nothing; backward counts twice forward.
/// </summary>
internal static class StepFlops
{
    /// <summary>Counts a step, all tasks' batches forward and backward.</summary>
    /// <param name="model">A network without Layer-Attention.</param>
    /// <param name="training">Tasks with their batch sizes.</param>
    public static double Of(FaceptorOptions model, TrainingOptions training) =>
        3 * training.Tasks.Sum(entry => entry.BatchSize * OfImage(model, training, entry.Task));

    private static double OfImage(FaceptorOptions model, TrainingOptions training, FaceTask task)
    {
        var side = (task.IsDense ? model.DenseInputSidePx : model.AttributeInputSidePx) / model.PatchSize;
        var numPatches = (double)side * side;
        return Encoder(model, numPatches)
            + (task.NumLabels > 0 ? Decoder(model, task, numPatches) : Classifier(model, training));
    }

    private static double Encoder(FaceptorOptions model, double numPatches)
    {
        double dim = model.EncoderDim, numTokens = numPatches + 1;
        return (2 * numPatches * dim * 3 * model.PatchSize * model.PatchSize)
            + (model.EncoderBlocks * ((24 * numTokens * dim * dim) + (4 * numTokens * numTokens * dim)));
    }

    private static double Decoder(FaceptorOptions model, FaceTask task, double numPatches)
    {
        double dim = model.DecoderDim, queries = task.NumLabels;
        var layer = (12 * queries * dim * dim) + (4 * numPatches * dim * dim) + (4 * queries * numPatches * dim)
            + (4 * queries * queries * dim) + (4 * queries * dim * model.DecoderFeedForwardDim);
        var maps = task.IsDense
            ? (10 * numPatches * 4 * dim * dim) + (6 * queries * dim * dim) + (32 * queries * dim * numPatches)
            : 0;
        return (2 * numPatches * model.EncoderDim * dim) + (model.DecoderLayers * layer) + maps;
    }

    private static double Classifier(FaceptorOptions model, TrainingOptions training) =>
        (2.0 * model.IdentityDim * training.NumIdentities)
        + (2.0 * ((model.EncoderDim * model.EncoderDim) + (model.IdentityDim * model.EncoderDim)));
}
