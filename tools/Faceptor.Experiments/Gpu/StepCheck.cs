using System.Diagnostics;
using TorchSharp;

namespace Faceptor.Experiments.Gpu;

/// <summary>
/// The time of a training step: waited for one by one, and many in a row as training runs them; and whether memory stays
/// flat meanwhile.
/// </summary>
internal static class StepCheck
{
    private const int NumWarmUp = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    public static IEnumerable<CheckRow> Run(GpuCheckOptions options)
    {
        var recipe = StepWork.RecipeFor(options);
        using var work = new StepWork(options, recipe);
        var before = DeviceFacts.Describe();
        for (var step = 0; step < NumWarmUp; step++)
        {
            work.Run();
        }

        options.Synchronize();
        var (takenFirst, tensorsFirst) = (DeviceFacts.MemoryTaken(), DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        var alone = Timings.Take(Math.Max(3, options.NumSteps / 10), Limit / 3, () =>
        {
            work.Run();
            options.Synchronize();
        });
        var flops = StepFlops.Of(recipe.Model!, work.Training);
        var name = $"training step, {(options.IsSmall ? "small variant of " : string.Empty)}{recipe.Name}, {options.PrecisionName}";
        yield return new CheckRow(
            $"{name}, waited for",
            Figures.Format($"{Figures.Milliseconds(alone.Median)}, {Speed(work, flops, alone.Median)}, {DeviceFacts.Describe()}"),
            Figures.Format($"median of {alone.Seconds.Length} ({Figures.Milliseconds(alone.Min)} to ")
            + Figures.Format($"{Figures.Milliseconds(alone.Max)}); {work.NumImages} images of {work.Batches.Length} tasks in one ")
            + Figures.Format($"piece, {work.Training.NumIdentities} identities; {flops / 1e12:0.0} TFLOP by formula over 989 ")
            + $"TFLOP/s; memory with context and libraries, before the steps {before}");
        var (seconds, numSteps) = InARow(options, work);
        var (takenLast, tensorsLast) = (DeviceFacts.MemoryTaken(), DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        yield return new CheckRow(
            $"{name}, in a row",
            Figures.Format($"{Figures.Milliseconds(seconds)}, {Speed(work, flops, seconds)}"),
            $"mean of {numSteps}");
        yield return new CheckRow(
            $"memory over {NumWarmUp + alone.Seconds.Length + numSteps} steps, {options.PrecisionName}",
            $"{Words(takenFirst)} after step {NumWarmUp}, {Words(takenLast)} at the end; "
            + Figures.Format($"{tensorsLast - tensorsFirst:+0;-0;0} live tensors; {work.ReadSkippedSteps()} steps skipped"),
            "device memory that is taken, tensors of this thread that are alive; expected flat",
            tensorsLast <= tensorsFirst && (takenLast ?? 0) <= (takenFirst ?? 0) * 1.05);
    }

    private static string Speed(StepWork work, double flops, double seconds) => Figures.Format(
        $"{work.NumImages / seconds:0} images/s, {flops / seconds / DeviceFacts.H100BFloat16Flops:P1} of the bf16 peak");

    private static (double Seconds, int NumSteps) InARow(GpuCheckOptions options, StepWork work)
    {
        var clock = Stopwatch.StartNew();
        var numSteps = 0;
        while (numSteps < options.NumSteps && clock.Elapsed < Limit)
        {
            work.Run();
            numSteps++;
        }

        options.Synchronize();
        return (clock.Elapsed.TotalSeconds / numSteps, numSteps);
    }

    private static string Words(long? bytes) => bytes is { } known ? Figures.Gigabytes(known) : "unknown";
}
