using Faceptor.Core.Batches;
using Faceptor.Core.Heads;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

/// <summary>The network against tensors computed by the authors' released implementation.</summary>
public sealed class FaceptorModelParityTests
{
    /// <summary>
    /// The same network in another libtorch agrees to 1e-6; ten times that leaves room for other processors.
    /// </summary>
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("attribute")]
    [InlineData("dense")]
    public void Encoder_blocks_agree(string kind)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var golden = SafeTensors.Open(RepositoryPaths.Golden("outputs_stage1.safetensors"));
        using var model = OfficialModel.Load();
        var images = Images(kind);

        var blocks = model.Encode(images, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

        for (var index = 0; index < blocks.Length; index++)
        {
            var expected = golden.Read($"encoder.{kind}.layer{index + 1}");
            TensorAssert.Close(
                expected,
                blocks[index].transpose(1, 2).view(expected.shape),
                Tolerance,
                $"block {index + 1}");
        }
    }

    [Fact]
    public void Tokens_of_all_tasks_agree_when_decoded_together()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var golden = SafeTensors.Open(RepositoryPaths.Golden("outputs_stage1.safetensors"));
        using var model = OfficialModel.Load();

        foreach (var (images, allRanges) in Batches())
        {
            var ranges = allRanges.Where(range => range.Task.NumLabels > 0).ToArray();
            var tokens = model.Decode(images, ranges);

            for (var index = 0; index < ranges.Length; index++)
            {
                TensorAssert.Close(
                    golden.Read($"tokens.{ReleasedName(ranges[index].Task)}"),
                    tokens[index],
                    Tolerance,
                    ranges[index].Task.Id);
            }
        }
    }

    [Fact]
    public void Outputs_of_all_tasks_agree()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var golden = SafeTensors.Open(RepositoryPaths.Golden("outputs_stage1.safetensors"));
        using var model = OfficialModel.Load();
        var numCompared = 0;

        foreach (var output in Batches().SelectMany(batch => model.Forward(batch.Images, batch.Ranges)))
        {
            var name = $"output.{ReleasedName(output.Task)}";
            if (output.Task.Family == TaskFamily.Landmarks)
            {
                TensorAssert.Close(golden.Read($"{name}.heatmap"), output.Values, Tolerance, name);
                TensorAssert.Close(golden.Read($"{name}.heatmap_acted"), output.Values.sigmoid(), Tolerance, name);
                TensorAssert.Close(
                    golden.Read($"{name}.landmark"),
                    HeatmapDecoding.CenterOfMass(output.Values),
                    Tolerance,
                    name);
            }
            else if (output.Task.Family == TaskFamily.Parsing)
            {
                var resized = nn.functional.interpolate(
                    output.Values,
                    [64, 64],
                    mode: InterpolationMode.Bilinear,
                    align_corners: false);
                TensorAssert.Close(golden.Read(name), resized, Tolerance, name);
            }
            else
            {
                TensorAssert.Close(golden.Read(name), output.Values, Tolerance, name);
            }

            numCompared++;
        }

        Assert.Equal(FaceTasks.Full.Length, numCompared);
    }

    [Fact]
    public void Ragged_batch_equals_separate_passes()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = OfficialModel.Load();
        var images = cat([Images("attribute"), Images("attribute").flip(3)]);
        TaskRange[] ranges =
        [
            new(FaceTasks.AgeMorph2, 0, 3),
            new(FaceTasks.IdentityMs1mV3, 1, 2),
            new(FaceTasks.ExpressionRafDb, 2, 2),
            new(FaceTasks.AgeMorph2, 3, 1),
            new(FaceTasks.Landmarks300W, 1, 1),
        ];

        var together = model.Forward(images, ranges);

        for (var index = 0; index < ranges.Length; index++)
        {
            var own = images.narrow(0, ranges[index].FirstImage, ranges[index].NumImages);
            var alone = model.Forward(own, [ranges[index] with { FirstImage = 0 }])[0];
            TensorAssert.Close(alone.Values, together[index].Values, Tolerance, ranges[index].Task.Id);
        }
    }

    [Fact]
    public void Cached_place_keys_change_nothing_and_follow_new_weights()
    {
        using var scope = NewDisposeScope();
        using var model = OfficialModel.Load();
        var images = Images("attribute");
        TaskRange[] ranges = [new(FaceTasks.AgeMorph2, 0, 2)];
        Tensor Evaluate()
        {
            using var quiet = no_grad();
            return model.Forward(images, ranges)[0].Values;
        }

        var first = Evaluate();
        var second = Evaluate();
        model.train();
        var training = model.Forward(images, ranges)[0].Values;
        using (no_grad())
        {
            model.state_dict()["decoder.position_project.weight"].mul_(3);
        }

        model.eval();
        var changed = Evaluate();

        TensorAssert.Close(first, second, 0);
        TensorAssert.Close(first, training, Tolerance);
        Assert.True((changed - first).abs().max().item<float>() > 1e-3);
    }

    private static Tensor Images(string kind)
    {
        using var file = SafeTensors.Open(RepositoryPaths.Golden("inputs.safetensors"));
        return file.Read($"images.{kind}");
    }

    private static IEnumerable<(Tensor Images, TaskRange[] Ranges)> Batches() =>
    [
        (Images("attribute"),
            [.. FaceTasks.Full.Where(task => !task.IsDense).Select(task => new TaskRange(task, 0, 2))]),
        (Images("dense"), [.. FaceTasks.Full.Where(task => task.IsDense).Select(task => new TaskRange(task, 0, 2))]),
    ];

    private static string ReleasedName(FaceTask task) =>
        ReleasedNames.TaskNames.Single(pair => pair.Task.Equals(task)).Released;
}
