using Faceptor.Core.Batches;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Runs a model on the golden images and holds its outputs against the golden ones.</summary>
internal static class GoldenOutputs
{
    /// <summary>What the golden networks need that their reduced shapes do not tell.</summary>
    public static WeightLoadOptions Reduced { get; } = new() { EncoderHeads = 4, DenseInputSidePx = 64 };

    /// <summary>Compares the outputs of tasks; landmarks by their maps where the golden file has them.</summary>
    /// <returns>How many outputs were compared.</returns>
    public static int Compare(IFaceModel model, string inputs, string outputs, params IEnumerable<FaceTask> tasks)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var golden = SafeTensors.Open(RepositoryPaths.Golden(outputs));
        using var inputFile = SafeTensors.Open(RepositoryPaths.Golden(inputs));
        var names = golden.Names.ToHashSet();
        var numCompared = 0;
        foreach (var task in tasks)
        {
            var released = ReleasedNames.TaskNames.Single(pair => pair.Task.Equals(task)).Released;
            var name = $"output.{released}{(task.Family == TaskFamily.Landmarks ? ".heatmap" : string.Empty)}";
            if (names.Contains(name))
            {
                var images = inputFile.Read($"images.{(task.IsDense ? "dense" : "attribute")}");
                var values = model.Forward(images, [new TaskRange(task, 0, 2)])[0].Values;
                var expected = golden.Read(name);
                var actual = task.Family == TaskFamily.Parsing
                    ? nn.functional.interpolate(
                        values, [64, 64], mode: InterpolationMode.Bilinear, align_corners: false)
                    : values;
                TensorAssert.Close(expected, actual, 1e-5, released);
                numCompared++;
            }
        }

        return numCompared;
    }
}
