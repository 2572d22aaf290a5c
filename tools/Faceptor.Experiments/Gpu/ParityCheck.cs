using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using Faceptor.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Gpu;

/// <summary>The golden outputs, and a whole ViT-B with random weights, against the same on a processor in float32.</summary>
internal static class ParityCheck
{
    // Of the largest number of an output. In float32 only the order of sums differs; 16-bit numbers and TF32 have 8 and 11
    // bits, and errors of some twenty layers add up.
    private static readonly Dictionary<string, double> Tolerances = new()
    {
        ["float32"] = 1e-4,
        ["float32 as TF32"] = 1e-2,
        ["float16"] = 1e-2,
        ["bfloat16"] = 8e-2,
    };

    public static IEnumerable<CheckRow> Run(GpuCheckOptions options, string golden)
    {
        var tolerance = Tolerances[options.PrecisionName];
        foreach (var network in GoldenNetwork.All)
        {
            using var model = network.Load(golden, options.Device);
            using var mixed = AutocastScope.Enter(options.Precision);
            var worst = network.Compare(model, golden, options.Device).MaxBy(entry => entry.Difference);
            yield return Row(
                options, $"golden outputs of {network.Name}", worst.Difference, tolerance, $"worst: {worst.Task}");
        }

        var (difference, task) = OfWholeNetwork(options);
        yield return Row(
            options, "random ViT-B, all tasks, beside the processor in float32", difference, tolerance, $"worst: {task}");
    }

    private static CheckRow Row(
        GpuCheckOptions options, string what, double difference, double tolerance, string detail) => new(
        $"parity, {options.PrecisionName}: {what}",
        Figures.Format($"{difference:0.0e+0}"),
        Figures.Format($"largest difference in parts of the largest number; {detail}; at most {tolerance:0e+0}"),
        difference <= tolerance);

    private static (double Difference, FaceTask Task) OfWholeNetwork(GpuCheckOptions options)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var network = StepWork.RecipeFor(options).Model!;
        using var model = FaceptorModelFactory.CreateFaceptor(network, seed: 1);
        model.eval();
        var (worst, worstTask) = (0.0, network.Tasks[0]);
        manual_seed(1);
        foreach (var group in network.Tasks.GroupBy(model.InputSidePx))
        {
            var images = randn([1, 3, group.Key, group.Key], dtype: ScalarType.Float32, device: CPU);
            TaskRange[] ranges = [.. group.Select(task => new TaskRange(task, 0, 1))];
            model.to(CPU);
            var expected = model.Forward(images, ranges);
            model.ClearCaches();
            model.to(options.Device);
            using var mixed = AutocastScope.Enter(options.Precision);
            var actual = model.Forward(images.to(options.Device), ranges);
            model.ClearCaches();
            foreach (var (first, second) in expected.Zip(actual))
            {
                var difference = GoldenNetwork.Difference(first.Values, second.Values.to(ScalarType.Float32).cpu());
                // "not less or equal" instead of "greater", which is false for what is no number.
                if (!(difference <= worst))
                {
                    (worst, worstTask) = (difference, first.Task);
                }
            }
        }

        return (worst, worstTask);
    }
}
