using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Families;

/// <summary>Attributes learn by <see cref="AttributesLoss"/>.</summary>
internal sealed class AttributesCriterion : FamilyCriterion
{
    public override TaskFamily Family => TaskFamily.Attributes;

    public override Tensor Compute(
        TaskOutput output, TaskBatch batch, TrainingOptions options, nn.Module? learned) =>
        AttributesLoss.Compute(output.Values, TargetTensors.Attributes(batch, output.Values.device));
}
