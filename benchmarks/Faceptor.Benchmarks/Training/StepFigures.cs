using System.Diagnostics;
using System.Globalization;
using Faceptor.Core.Tensors;

namespace Faceptor.Benchmarks.Training;

/// <summary>
/// The figures of a training step in one short run: every case in a process of its own, so that its peak memory is its
/// own; the best of a few rounds, because the machine may have other work.
/// </summary>
internal static class StepFigures
{
    /// <summary>First argument of the whole table.</summary>
    public const string TableArgument = "--steps";

    /// <summary>First argument of one case, which the table starts by itself.</summary>
    public const string CaseArgument = "--steps-case";

    private const int NumRounds = 3;
    private const double MegabyteBytes = 1024 * 1024;

    // Of the released network's graph in the same libtorch on 2 cores with AVX-512, in seconds for the whole work.
    private static readonly (WorkKind Kind, string Name, double ReferenceSeconds)[] Works =
    [
        (WorkKind.Encode8Small, "encoder, 8 images of 112 px", 8 * 0.065),
        (WorkKind.Encode1Large, "encoder, 1 image of 512 px", 1.85),
        (WorkKind.Age8, "age task, forward and backward, 8 images of 112 px", 2.3),
        (WorkKind.Wflw1, "WFLW task, forward and backward, 1 image of 512 px", 7.1),
    ];

    /// <summary>Measures all cases; names after the argument restrict the work, for example <c>Age8</c>.</summary>
    public static void PrintTable(string[] wanted)
    {
        Console.WriteLine("| work | precision | blocks | best | processor | pictures/s | of the reference | memory |");
        Console.WriteLine("|---|---|---|---:|---:|---:|---:|---:|");
        foreach (var (kind, name, reference) in Works.Where(work => IsWanted(work.Kind.ToString())))
        {
            bool[] ways = kind is WorkKind.Age8 or WorkKind.Wflw1 ? [false, true] : [false];
            var cases =
                from precision in new[] { ComputePrecision.Float32, ComputePrecision.BFloat16 }
                from recomputes in ways
                select (precision, recomputes);
            foreach (var (precision, recomputes) in cases)
            {
                var figures = Child(kind.ToString(), precision.ToString(), recomputes.ToString());
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {precision} | {(recomputes ? "run again" : "kept")} | {figures.Seconds:0.000} s |"
                    + $" {figures.ProcessorSeconds:0.00} s | {figures.NumImages / figures.Seconds:0.00} |"
                    + $" {figures.Seconds / reference:0.00} of {reference:0.00} s | {figures.Megabytes:0} MB |"));
            }
        }

        foreach (var batchSize in IsWanted("CosFace") ? new[] { 64, 256 } : [])
        {
            foreach (var isComposed in new[] { true, false })
            {
                var figures = Child("CosFace", $"{batchSize}", isComposed.ToString());
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| CosFace over 93,431 identities, batch of {batchSize} | Float32 |"
                    + $" {(isComposed ? "composed" : "by hand")} | {figures.Seconds:0.000} s |"
                    + $" {figures.ProcessorSeconds:0.00} s | {batchSize / figures.Seconds:0} | - |"
                    + $" {figures.Megabytes:0} MB |"));
            }
        }

        // A step of stage 2 belongs here: a WorkKind with its row in Works.
        bool IsWanted(string name) => wanted.Length == 0 || wanted.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Measures one case and prints its seconds, seconds of processors, the megabytes it took beyond weights and
    /// gradients, its images.
    /// </summary>
    public static void PrintCase(string[] names)
    {
        var (run, numImages, gradientBytes) = names[0] == "CosFace"
            ? CosFace(int.Parse(names[1], CultureInfo.InvariantCulture), bool.Parse(names[2]))
            : Step(Enum.Parse<WorkKind>(names[0]), Enum.Parse<ComputePrecision>(names[1]), bool.Parse(names[2]));
        using var process = Process.GetCurrentProcess();
        var held = process.WorkingSet64;
        var (best, bestOfProcessor) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round <= NumRounds; round++)
        {
            var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            run();
            var elapsed = clock.Elapsed;
            process.Refresh();
            var ofProcessor = process.TotalProcessorTime - before;
            // The first round warms up.
            best = round > 0 && elapsed < best ? elapsed : best;
            bestOfProcessor = round > 0 && ofProcessor < bestOfProcessor ? ofProcessor : bestOfProcessor;
        }

        process.Refresh();
        var megabytes = (process.PeakWorkingSet64 - held - gradientBytes()) / MegabyteBytes;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{best.TotalSeconds} {bestOfProcessor.TotalSeconds} {megabytes} {numImages}"));
    }

    private static (Action Run, int NumImages, Func<long> GradientBytes) Step(WorkKind kind, ComputePrecision precision, bool recomputes)
    {
        var work = new StepWork(kind, precision, recomputes);
        return (work.Run, work.NumImages, () => work.GradientBytes);
    }

    private static (Action Run, int NumImages, Func<long> GradientBytes) CosFace(int batchSize, bool isComposed)
    {
        var work = new CosFaceWork(batchSize, isComposed);
        return (work.Run, batchSize, () => CosFaceWork.GradientBytes);
    }

    private static Figures Child(params string[] names)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
            ? [typeof(StepFigures).Assembly.Location]
            : [];
        foreach (var argument in self.Append(CaseArgument).Concat(names))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double[] numbers = process.ExitCode == 0
            ? [.. output.Split(' ', StringSplitOptions.TrimEntries)
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"{string.Join(' ', names)} ended with {process.ExitCode}: {output}");
        return new Figures(numbers[0], numbers[1], numbers[2], (int)numbers[3]);
    }

    private sealed record Figures(double Seconds, double ProcessorSeconds, double Megabytes, int NumImages);
}
