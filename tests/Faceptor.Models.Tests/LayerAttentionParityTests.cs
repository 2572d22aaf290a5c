using Faceptor.Core.Batches;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

/// <summary>Released Layer-Attention against tensors computed by the authors' released stage-2 decoder.</summary>
public sealed class LayerAttentionParityTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("attribute")]
    [InlineData("dense")]
    public void Tokens_and_outputs_of_all_tasks_agree(string kind)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var golden = SafeTensors.Open(RepositoryPaths.Golden("outputs_stage2.safetensors"));
        using var inputs = SafeTensors.Open(RepositoryPaths.Golden("inputs.safetensors"));
        using var model = OfficialStage2Model.Load();
        var images = inputs.Read($"images.{kind}");
        TaskRange[] ranges =
        [
            .. FaceTasks.Full
                .Where(task => task.NumLabels > 0 && task.IsDense == (kind == "dense"))
                .Select(task => new TaskRange(task, 0, 2)),
        ];

        var tokens = model.Decode(images, ranges);
        var outputs = model.Forward(images, ranges);

        Assert.Equal(6, ranges.Length);
        for (var index = 0; index < ranges.Length; index++)
        {
            var released = ReleasedNames.TaskNames.Single(pair => pair.Task.Equals(ranges[index].Task)).Released;
            TensorAssert.Close(golden.Read($"tokens.{released}"), tokens[index], Tolerance, released);
            if (ranges[index].Task.Family != TaskFamily.Landmarks)
            {
                var values = kind == "dense"
                    ? nn.functional.interpolate(
                        outputs[index].Values, [64, 64], mode: InterpolationMode.Bilinear, align_corners: false)
                    : outputs[index].Values;
                TensorAssert.Close(golden.Read($"output.{released}"), values, Tolerance, released);
            }
        }
    }
}
