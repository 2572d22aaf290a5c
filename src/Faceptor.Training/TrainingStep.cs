using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>
/// The losses and gradients of one step: all tasks' batches, in micro-batches when the recipe accumulates, by input size
/// within a micro-batch.
/// </summary>
/// <remarks>
/// Every micro-batch is run backward before the next one is run forward, so that only its activations are alive. A
/// micro-batch's losses count by its share of the samples: the gradient is that of the whole batch.
/// </remarks>
internal sealed class TrainingStep(
    IFaceModel model,
    FaceCriterion criterion,
    TrainingOptions options,
    ComputePrecision precision,
    GradientScaler scaler)
{
    private readonly MultiTaskLoss _total =
        new(options.Tasks.Select(entry => KeyValuePair.Create(entry.Task, entry.Weight)));

    private readonly Dictionary<FaceTask, int> _taskIndex =
        options.Tasks.Index().ToDictionary(entry => entry.Item.Task, entry => entry.Index);

    private readonly ScalarType _type = model.EncoderParameters[0].dtype;
    private readonly ImageTransfer _images = new(model.EncoderParameters[0].device);

    /// <summary>What the encoder has made of samples before; null when it learns or images change.</summary>
    public FeatureCache? Encoded { get; init; }

    /// <summary>A task's part of the total, see <see cref="MultiTaskLoss.Share"/>.</summary>
    public double Share(FaceTask task) => _total.Share(task);

    /// <summary>Adds the gradients of a step, times the scaler's factor, to the parameters.</summary>
    /// <param name="batches">One batch a task.</param>
    /// <returns>The mean loss of each task, in the recipe's order, scalars in the caller's scope.</returns>
    public Tensor[] Accumulate(TaskBatch[] batches)
    {
        var losses = new Tensor?[options.Tasks.Length];
        for (var microBatch = 0; microBatch < options.AccumulationSteps; microBatch++)
        {
            var parts = batches.Select(batch => PartOf(batch, microBatch)).OfType<BatchPart>();
            foreach (var group in parts.GroupBy(part => part.Batch.SidePx))
            {
                using var scope = NewDisposeScope();
                var taskLosses = Losses([.. group]);
                scaler.Scale(_total.Combine(taskLosses)).backward();
                model.EndBackward();
                criterion.EndBackward();
                foreach (var (task, loss) in taskLosses)
                {
                    ref var sum = ref losses[_taskIndex[task]];
                    sum = (sum is null ? loss.detach() : sum.Plus(loss.detach())).MoveToOuterDisposeScope();
                }
            }
        }

        return [.. losses.Select(loss => loss!)];
    }

    // Small batches may have no sample for some of the micro-batches.
    private BatchPart? PartOf(TaskBatch batch, int microBatch)
    {
        var (first, length) = MicroBatches.Of(batch.NumImages, microBatch, options.AccumulationSteps);
        return length == 0
            ? null
            : length == batch.NumImages
                ? new BatchPart(batch, 1)
                : new BatchPart(batch.Slice(first, length), (double)length / batch.NumImages);
    }

    private KeyValuePair<FaceTask, Tensor>[] Losses(BatchPart[] parts)
    {
        var first = 0;
        var ranges = new List<TaskRange>(parts.Length);
        foreach (var (batch, _) in parts)
        {
            ranges.Add(new TaskRange(batch.Task, first, batch.NumImages));
            first += batch.NumImages;
        }

        using var mixed = AutocastScope.Enter(precision);
        TaskBatch[] batches = [.. parts.Select(part => part.Batch)];
        var images = _images.Send(batches);
        var outputs = Forward(images.dtype == _type ? images : images.to(_type), batches, ranges);
        return
        [
            .. outputs.Zip(parts, (output, part) =>
            {
                var loss = criterion.Compute(output, part.Batch);
                return KeyValuePair.Create(part.Batch.Task, part.Share == 1 ? loss : loss.Times(part.Share));
            }),
        ];
    }

    private IReadOnlyList<TaskOutput> Forward(Tensor images, TaskBatch[] batches, List<TaskRange> ranges)
    {
        if (Encoded is null || model is not FaceptorModel faceptor || !FeatureCache.Knows(batches))
        {
            return model.Forward(images, ranges);
        }

        using var encoded = Encoded.Encode(images, batches);
        return faceptor.Forward(encoded, ranges);
    }

    /// <summary>Samples of one task in one micro-batch, and which part of the step's batch they are.</summary>
    private sealed record BatchPart(TaskBatch Batch, double Share);
}

/// <summary>How the samples of a task's batch are divided over the micro-batches of a step.</summary>
internal static class MicroBatches
{
    /// <summary>The samples of one micro-batch; some have none where samples are fewer than those.</summary>
    /// <param name="numSamples">Samples of the batch.</param>
    /// <param name="part">Which micro-batch, from 0.</param>
    /// <param name="numParts">Micro-batches of a step.</param>
    public static (int First, int Length) Of(int numSamples, int part, int numParts)
    {
        var first = (int)((long)numSamples * part / numParts);
        return (first, (int)((long)numSamples * (part + 1) / numParts) - first);
    }
}
