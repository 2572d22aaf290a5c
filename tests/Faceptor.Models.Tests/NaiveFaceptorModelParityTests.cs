using Faceptor.Core.Batches;
using Faceptor.Core.Heads;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

/// <summary>Naive Faceptor against tensors computed by the authors' released implementation.</summary>
public sealed class NaiveFaceptorModelParityTests
{
    /// <summary>Of each tensor's largest value, which is between 0.2 and 0.7 here.</summary>
    private const double RelativeTolerance = 1e-5;

    [Fact]
    public void Outputs_of_all_tasks_agree()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var golden = SafeTensors.Open(RepositoryPaths.Golden("naive_outputs.safetensors"));
        using var model = OfficialNaiveModel.Load();
        var unread = golden.Names.ToHashSet();
        void Compare(string name, Tensor actual)
        {
            var expected = golden.Read(name);
            TensorAssert.Close(
                expected, actual, RelativeTolerance * expected.abs().max().item<float>(), name);
            Assert.True(unread.Remove(name), name);
        }

        foreach (var output in Batches().SelectMany(batch => model.Forward(batch.Images, batch.Ranges)))
        {
            var name = $"output.{ReleasedName(output.Task)}";
            if (output.Task.Family == TaskFamily.Landmarks)
            {
                Compare($"{name}.heatmap", output.Values);
                Compare($"{name}.heatmap_acted", output.Values.sigmoid());
                Compare($"{name}.landmark", HeatmapDecoding.CenterOfMass(output.Values));
            }
            else if (output.Task.Family == TaskFamily.Parsing)
            {
                Compare(name, nn.functional.interpolate(
                    output.Values, [64, 64], mode: InterpolationMode.Bilinear, align_corners: false));
            }
            else
            {
                Compare(name, output.Values);
            }
        }

        Assert.Empty(unread);
    }

    [Fact]
    public void Ragged_batch_equals_separate_passes()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = OfficialNaiveModel.Load();
        var images = cat([Images("dense"), Images("dense").flip(3)]);
        TaskRange[] ranges =
        [
            new(FaceTasks.AgeMorph2, 0, 3),
            new(FaceTasks.IdentityMs1mV3, 1, 2),
            new(FaceTasks.ExpressionRafDb, 2, 2),
            new(FaceTasks.ExpressionAffectNet, 1, 2),
            new(FaceTasks.AgeMorph2, 3, 1),
            new(FaceTasks.ParsingCelebAMaskHq, 1, 1),
            new(FaceTasks.Landmarks300W, 0, 4),
        ];

        var together = model.Forward(images, ranges);

        Assert.Equal(ranges, together.Select(output => output.Range));
        for (var index = 0; index < ranges.Length; index++)
        {
            var own = images.narrow(0, ranges[index].FirstImage, ranges[index].NumImages);
            var alone = model.Forward(own, [ranges[index] with { FirstImage = 0 }])[0].Values;
            TensorAssert.Close(
                alone,
                together[index].Values,
                RelativeTolerance * alone.abs().max().item<float>(),
                ranges[index].Task.Id);
        }
    }

    private static Tensor Images(string kind)
    {
        using var file = SafeTensors.Open(RepositoryPaths.Golden("naive_inputs.safetensors"));
        return file.Read($"images.{kind}");
    }

    private static IEnumerable<(Tensor Images, TaskRange[] Ranges)> Batches() =>
    [
        (Images("attribute"),
            [.. FaceTasks.Base.Where(task => !task.IsDense).Select(task => new TaskRange(task, 0, 2))]),
        (Images("dense"), [.. FaceTasks.Base.Where(task => task.IsDense).Select(task => new TaskRange(task, 0, 2))]),
    ];

    private static string ReleasedName(FaceTask task) =>
        ReleasedNames.TaskNames.Single(pair => pair.Task.Equals(task)).Released;
}
