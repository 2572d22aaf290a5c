using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Families;

/// <summary>
/// Identity learns by <see cref="CosFaceLoss"/>, whose classifier learns too: one for each identity task.
/// </summary>
internal sealed class IdentityCriterion : FamilyCriterion
{
    public override TaskFamily Family => TaskFamily.Identity;

    public override bool IsLearned => true;

    public override nn.Module? CreateLearned(TrainingOptions options, int numShards, ICommunicator ranks) =>
        new CosFaceLoss(
            options.NumIdentities,
            options.IdentityEmbedDim,
            options.CosFaceScale,
            options.CosFaceMargin,
            options.CosFaceStartBound,
            numShards,
            ranks);

    public override IEnumerable<string> Problems(TrainingOptions options) => TrainingOptions.AtLeast(
        1,
        (nameof(options.NumIdentities), options.NumIdentities),
        (nameof(options.IdentityEmbedDim), options.IdentityEmbedDim));

    public override Tensor Compute(
        TaskOutput output, TaskBatch batch, TrainingOptions options, nn.Module? learned)
    {
        if (learned is not CosFaceLoss loss)
        {
            throw new ArgumentException($"{batch.Task} is not among the tasks of the options.", nameof(batch));
        }

        return loss.call(output.Values, TargetTensors.Classes(batch, loss.NumIdentities, output.Values.device));
    }
}
