using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Families;

/// <summary>Expressions learn by <see cref="ExpressionLoss"/>.</summary>
internal sealed class ExpressionCriterion : FamilyCriterion
{
    public override TaskFamily Family => TaskFamily.Expression;

    public override Tensor Compute(
        TaskOutput output, TaskBatch batch, TrainingOptions options, nn.Module? learned) =>
        ExpressionLoss.Compute(
            output.Values, TargetTensors.Classes(batch, batch.Task.NumLabels, output.Values.device));
}
