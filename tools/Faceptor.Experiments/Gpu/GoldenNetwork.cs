using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Gpu;

/// <summary>
/// A reduced network of tests/Fixtures/golden: its weights, and what the authors' code answered with them on a processor.
/// </summary>
internal sealed record GoldenNetwork(
    string Name, string Weights, string Inputs, string Outputs, FaceptorOptions Options)
{
    private static readonly FaceptorOptions Reduced = new()
    {
        Tasks = FaceTasks.Full,
        EncoderDim = 48,
        EncoderHeads = 4,
        IdentityDim = 40,
        DropPathRate = 0,
        DenseInputSidePx = 64,
    };

    public static ImmutableArray<GoldenNetwork> All { get; } =
    [
        new(
            "Faceptor",
            "official_stage1.safetensors",
            "inputs.safetensors",
            "outputs_stage1.safetensors",
            Reduced with { DecoderDim = 32, DecoderFeedForwardDim = 64 }),
        new(
            "Naive Faceptor",
            "official_naive.pth.tar",
            "naive_inputs.safetensors",
            "naive_outputs.safetensors",
            Reduced with
            {
                Tasks = FaceTasks.Base,
                Architecture = ModelArchitecture.Naive,
                NaiveHeads = new NaiveHeadOptions { DenseDim = 32, AttributeDim = 64 },
            }),
    ];

    /// <summary>Makes the network on a device, in evaluation mode.</summary>
    public IFaceModel Load(string folder, Device device)
    {
        IFaceModel model = Options.Architecture == ModelArchitecture.Naive
            ? FaceptorModelFactory.CreateNaive(Options)
            : FaceptorModelFactory.CreateFaceptor(Options);
        FaceptorWeights.LoadInto(model, Path.Combine(folder, Weights));
        model.Module.to(device);
        model.Module.eval();
        return model;
    }

    /// <summary>Runs all tasks and compares.</summary>
    /// <returns>Each task with its largest difference, in parts of the largest golden number.</returns>
    public IEnumerable<(FaceTask Task, double Difference)> Compare(IFaceModel model, string folder, Device device)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var inputs = SafeTensors.Open(Path.Combine(folder, Inputs));
        using var golden = SafeTensors.Open(Path.Combine(folder, Outputs));
        var differences = new List<(FaceTask, double)>();
        foreach (var (kind, isDense) in new[] { ("attribute", false), ("dense", true) })
        {
            var images = inputs.Read($"images.{kind}").to(device);
            TaskRange[] ranges =
            [
                .. Options.Tasks.Where(task => task.IsDense == isDense).Select(task => new TaskRange(task, 0, 2)),
            ];
            foreach (var output in model.Forward(images, ranges))
            {
                var released = ReleasedNames.TaskNames.Single(pair => pair.Task.Equals(output.Task)).Released;
                var values = output.Values.to(ScalarType.Float32).cpu();
                var isMap = output.Task.Family == TaskFamily.Landmarks;
                var expected = golden.Read($"output.{released}{(isMap ? ".heatmap" : string.Empty)}");
                var actual = output.Task.Family == TaskFamily.Parsing
                    ? nn.functional.interpolate(
                        values, [64, 64], mode: InterpolationMode.Bilinear, align_corners: false)
                    : values;
                differences.Add((output.Task, Difference(expected, actual)));
            }
        }

        return differences;
    }

    /// <summary>The largest difference in parts of the largest number; not a number where one of them is none.</summary>
    public static double Difference(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        return (actual - expected).abs().max().item<float>() / expected.abs().max().item<float>();
    }
}
