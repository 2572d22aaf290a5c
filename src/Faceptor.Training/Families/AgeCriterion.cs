using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Families;

/// <summary>Ages learn by <see cref="AgeLoss"/>.</summary>
internal sealed class AgeCriterion : FamilyCriterion
{
    public override TaskFamily Family => TaskFamily.Age;

    public override Tensor Compute(
        TaskOutput output, TaskBatch batch, TrainingOptions options, nn.Module? learned) =>
        AgeLoss.Compute(output.Values, TargetTensors.Years(batch, output.Values.device), output.AgeActivation);
}
