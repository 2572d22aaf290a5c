using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Families;

/// <summary>Landmarks learn by <see cref="LandmarkLoss"/>.</summary>
internal sealed class LandmarksCriterion : FamilyCriterion
{
    public override TaskFamily Family => TaskFamily.Landmarks;

    public override Tensor Compute(
        TaskOutput output, TaskBatch batch, TrainingOptions options, nn.Module? learned) =>
        LandmarkLoss.Compute(
            output.Values,
            TargetTensors.Points(batch, output.Values.device),
            options.LandmarkTargetSidePx,
            options.LandmarkObjective);
}
