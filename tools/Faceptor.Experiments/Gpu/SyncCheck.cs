using System.Diagnostics;
using System.Runtime.InteropServices;
using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Training;
using Faceptor.Training.Losses;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Gpu;

/// <summary>
/// Counts where a step waits for the device: libtorch writes a line for each such call when it is told to, the part of the
/// step that is running writes its name between them, and another process of this program counts the lines.
/// </summary>
internal static class SyncCheck
{
    /// <summary>What libtorch writes when it waits for a CUDA device.</summary>
    public const string Complaint = "called a synchronizing CUDA operation";

    private const string Mark = "== part: ";

    // Reading a number waits; if that is not counted, nothing is.
    private const string OnPurpose = "reading a loss, to see that waits are counted";

    private const int WarnAboutWaiting = 1;

    private delegate IntPtr WarningState();

    /// <summary>Starts <see cref="Write"/> in another process and counts.</summary>
    /// <param name="options">What the check runs on.</param>
    /// <param name="self">Arguments that run <see cref="Write"/>.</param>
    public static IEnumerable<CheckRow> Run(GpuCheckOptions options, IEnumerable<string> self)
    {
        if (!options.IsCuda)
        {
            yield return new CheckRow("waiting for the device", "not counted", "only CUDA devices are waited for");
            yield break;
        }

        var lines = Child(self);
        var counts = Count(lines);
        var parts = counts.Where(part => part.Part != OnPurpose).ToArray();
        var isCounted = parts.Length < counts.Count && counts[^1].Count > 0;
        yield return new CheckRow(
            "waiting for the device in a step",
            isCounted
                ? $"{parts.Sum(part => part.Count)} times: "
                    + string.Join(", ", parts.Select(part => $"{part.Part} {part.Count}"))
                : $"not counted: {lines.LastOrDefault(line => line.Length > 0) ?? "no word"}",
            $"as libtorch reports it, one step in {options.PrecisionName} after a warm-up",
            isCounted);
    }

    /// <summary>How often libtorch complained in each part, in the order of the parts.</summary>
    public static List<(string Part, int Count)> Count(IEnumerable<string> lines)
    {
        var counts = new List<(string Part, int Count)>();
        foreach (var line in lines)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                var part = line[Mark.Length..].Trim();
                if (counts.FindIndex(entry => entry.Part == part) is var known and >= 0)
                {
                    counts.Add(counts[known]);
                    counts.RemoveAt(known);
                }
                else
                {
                    counts.Add((part, 0));
                }
            }
            else if (counts.Count > 0 && line.Contains(Complaint, StringComparison.Ordinal))
            {
                counts[^1] = (counts[^1].Part, counts[^1].Count + 1);
            }
        }

        return counts;
    }

    /// <summary>Runs a step in parts and lets libtorch write to the error output.</summary>
    public static void Write(GpuCheckOptions options)
    {
        using var work = new StepWork(options, StepWork.RecipeFor(options));
        work.Run();
        options.Synchronize();
        var state = FindState();
        var images = new ImageTransfer(options.Device);
        var total = new MultiTaskLoss(
            work.Training.Tasks.Select(entry => KeyValuePair.Create(entry.Task, entry.Weight)));
        using var scope = NewDisposeScope();
        var losses = new List<Tensor>();
        if (state is { } found)
        {
            Marshal.WriteInt32(found, WarnAboutWaiting);
        }

        foreach (var group in work.Batches.GroupBy(batch => batch.SidePx))
        {
            RunGroup(work, options, images, total, [.. group], losses);
        }

        Begin("clipping and optimiser");
        work.Finish([.. losses]);
        Begin(OnPurpose);
        _ = losses[0].item<float>();
        if (state is { } old)
        {
            Marshal.WriteInt32(old, 0);
        }

        options.Synchronize();
    }

    private static void RunGroup(
        StepWork work,
        GpuCheckOptions options,
        ImageTransfer images,
        MultiTaskLoss total,
        TaskBatch[] batches,
        List<Tensor> losses)
    {
        Begin("images");
        using var mixed = AutocastScope.Enter(options.Precision);
        var sent = images.Send(batches);
        Begin("network");
        var ranges = new List<TaskRange>();
        foreach (var batch in batches)
        {
            ranges.Add(new TaskRange(batch.Task, ranges.Sum(range => range.NumImages), batch.NumImages));
        }

        var outputs = work.Model.Forward(sent, ranges);
        Begin("losses");
        KeyValuePair<FaceTask, Tensor>[] taskLosses =
        [
            .. outputs.Zip(batches, (output, batch) =>
                KeyValuePair.Create(batch.Task, work.Criterion.Compute(output, batch))),
        ];
        var sum = total.Combine(taskLosses);
        Begin("backward");
        sum.backward();
        work.Model.EndBackward();
        work.Criterion.EndBackward();
        losses.AddRange(taskLosses.Select(loss => loss.Value.detach()));
    }

    private static void Begin(string part) => Console.Error.WriteLine(Mark + part);

    // libtorch's own switch, which Python reaches as torch.cuda.set_sync_debug_mode: an enum in an object that lives once.
    private static IntPtr? FindState()
    {
        foreach (var name in new[] { "libc10_cuda.so", "libtorch_cuda.so" })
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                if (NativeLibrary.TryGetExport(library, "_ZN3c104cuda13warning_stateEv", out var function))
                {
                    return Marshal.GetDelegateForFunctionPointer<WarningState>(function)();
                }

                if (NativeLibrary.TryGetExport(
                    library, "_ZZN3c104cuda13warning_stateEvE14warning_state_", out var variable))
                {
                    return variable;
                }
            }
        }

        Console.Error.WriteLine("libtorch's switch was not found");
        return null;
    }

    private static List<string> Child(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = true };
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
            ? [typeof(SyncCheck).Assembly.Location]
            : [];
        foreach (var argument in self.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var lines = new List<string>();
        while (process.StandardError.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        process.WaitForExit();
        return lines;
    }
}
