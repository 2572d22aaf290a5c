using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Families;

/// <summary>Parsing learns by <see cref="ParsingLoss"/>.</summary>
internal sealed class ParsingCriterion : FamilyCriterion
{
    public override TaskFamily Family => TaskFamily.Parsing;

    public override Tensor Compute(
        TaskOutput output, TaskBatch batch, TrainingOptions options, nn.Module? learned) =>
        ParsingLoss.Compute(output.Values, TargetTensors.PixelClasses(batch, output.Values.device));
}
