using Faceptor.Models;
using Faceptor.Training;
using Faceptor.Training.Recipes;
using TorchSharp;

namespace Faceptor.Experiments.Gpu;

/// <summary>A step that no device has the memory for, and whether the device works afterwards.</summary>
internal static class OutOfMemoryCheck
{
    // 49 MB each (docs/hardware.md): some 400 GB.
    private const int BatchSize = 8_192;

    public static IEnumerable<CheckRow> Run(GpuCheckOptions options)
    {
        if (!options.IsCuda)
        {
            yield return new CheckRow("out of memory", "not tried", "the processor's memory is the whole machine's");
            yield break;
        }

        var training = KnownRecipes.FaceptorFull.Training with
        {
            Tasks = [new TaskTrainingOptions(FaceTasks.AgeMorph2, BatchSize, 1)],
            Precision = options.Precision,
            WarmupSteps = 0,
            NumSteps = 1,
        };
        using var model = FaceptorModelFactory.CreateFaceptor(
            FaceptorPresets.Full with { Tasks = [FaceTasks.AgeMorph2] }, seed: 1);
        model.to(options.Device);
        var folder = Directory.CreateTempSubdirectory("faceptor-memory-").FullName;
        var message = Train(model, training, folder);
        Directory.Delete(folder, recursive: true);
        yield return new CheckRow(
            $"out of memory: training, a batch of {BatchSize} images",
            message ?? "it fitted",
            "expected one line that says what to lower",
            message is not null && message.Contains("portions", StringComparison.Ordinal));
        yield return After(options, model);
    }

    private static string? Train(FaceptorModel model, TrainingOptions training, string folder)
    {
        try
        {
            using var trainer = new Trainer(model, training, folder);
            trainer.Run(training.Tasks.ToDictionary(
                entry => entry.Task, _ => RandomBatches.Create(model, training).Take(1)));
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, the table shows it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error is DeviceMemoryException ? error.Message : $"{error.GetType().Name}: {error.Message}";
        }
    }

    // Gradients of the failed step are not whole, the weights are.
    private static CheckRow After(GpuCheckOptions options, FaceptorModel model)
    {
        using var engine = new TorchEngine(model);
        var spec = engine.InputOf(FaceTasks.AgeMorph2);
        var view = new float[3 * spec.SidePx * spec.SidePx];
        var answer = engine.Run([new ModelInput(FaceTasks.AgeMorph2, spec.SidePx, [view])])[0];
        return new CheckRow(
            "out of memory: the same network afterwards",
            $"answers with {answer.Values.Length} numbers, {DeviceFacts.Describe()} taken",
            "one image, age");
    }
}
