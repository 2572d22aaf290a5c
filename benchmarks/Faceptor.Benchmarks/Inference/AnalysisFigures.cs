using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Faceptor.Imaging;
using Faceptor.Inference;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Inference;

/// <summary>
/// What an analysis costs beside the released procedure, which is a pass a task on prepared crops: all ways in turn in one
/// process, medians of a few rounds, and ratios.
/// </summary>
/// <remarks>The network is Faceptor-Full with random weights; the picture has 1280 x 720 pixels.</remarks>
internal static class AnalysisFigures
{
    /// <summary>First argument of the table.</summary>
    public const string TableArgument = "--analysis";

    /// <summary>First argument of the memory's figures, in a process of its own.</summary>
    public const string MemoryArgument = "--analysis-memory";

    private const int NumRounds = 5;
    private const int NumFaces = 8;
    private const double MegabyteBytes = 1024 * 1024;

    private static readonly FaceBox Box = new(200, 500, 480, 780);

    private static readonly ImmutableArray<Vector2> Points =
        [new(581, 262), new(699, 262), new(640, 340), new(598, 399), new(682, 399)];

    private static readonly ImmutableArray<FaceTask> OfAttributes =
        [.. FaceTasks.Full.Where(task => !task.IsDense)];

    /// <summary>Prints the table; an argument is the number of rounds.</summary>
    public static void PrintTable(string[] arguments)
    {
        var numRounds = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : NumRounds;
        var image = Picture();
        using var engine = Engine(0);
        using var exact = new FaceAnalyzer(engine);
        using var full = new FaceAnalyzer(engine, options: new FaceAnalyzerOptions { FirstLookSidePx = 0 });
        using var fast = new FaceAnalyzer(engine, options: new FaceAnalyzerOptions { Mode = AnalysisMode.Fast });
        var inputs = exact.Prepare(new AnalysisRequest(image) { Boxes = [Box] });
        var (bytes, age) = (0, FaceTasks.AgeMorph2);
        (string Name, Action Run)[] ways =
        [
            ("thirteen passes, a task each, on prepared crops", () => inputs.ToList().ForEach(input => engine.Run([input]))),
            ("exact, a box, first look at 512 px", () => full.Analyze(image, [Box])),
            ("exact, a box", () => exact.Analyze(image, [Box])),
            ("fast, a box", () => fast.Analyze(image, [Box])),
            ("fast, five points", () => fast.Analyze(image, [Points])),
            ("age, expression, attributes, identity; five points", () => exact.Analyze(image, [Points], OfAttributes)),
            ("age alone, five points", () => exact.Analyze(image, [Points], [age])),
            ("age alone, a box", () => exact.Analyze(image, [Box], [age])),
        ];
        Print($"One picture of {image.Width} x {image.Height}, {FaceTasks.Full.Length} tasks", ways, numRounds);

        var points = Enumerable.Range(0, NumFaces).Select(
            face => Points.Select(point => point + new Vector2(face)).ToImmutableArray()).ToArray();
        Print(
            $"{NumFaces} faces, tasks at 112 px",
            [
                ($"{NumFaces} calls", () => Array.ForEach(points, face => bytes += exact.Analyze(image, [face], OfAttributes).Faces.Length)),
                ("one call", () => bytes += exact.Analyze(image, points, OfAttributes).Faces.Length),
            ],
            numRounds);

        using var single = Engine(1);
        using var shared = new FaceAnalyzer(single);
        Print(
            $"{NumFaces} faces one by one, tasks at 112 px, one thread a run",
            [
                ("one caller", () => Call(1)),
                ("two callers", () => Call(2)),
            ],
            numRounds);

        void Call(int numCallers)
        {
            var threads = Enumerable.Range(0, numCallers).Select(caller => new Thread(() =>
            {
                for (var face = caller; face < NumFaces; face += numCallers)
                {
                    shared.Analyze(image, [points[face]], OfAttributes);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }
    }

    /// <summary>Prints the peak of an exact analysis by Faceptor-Full, and what 1,000 analyses by the small network leave.</summary>
    public static void PrintMemory()
    {
        using var process = Process.GetCurrentProcess();
        using (var analyzer = new FaceAnalyzer(Engine(0), ownsEngine: true))
        {
            analyzer.Analyze(Picture(), [Box]);
            process.Refresh();
            Console.WriteLine($"Faceptor-Full, exact, one picture: {process.PeakWorkingSet64 / MegabyteBytes:0} MB at most");
        }

        using var small = new FaceAnalyzer(
            new TorchEngine(FaceptorModelFactory.Create(FaceptorPresets.Small, seed: 1), ownsModel: true), ownsEngine: true);
        var image = Picture();
        for (var number = 1; number <= 1000; number++)
        {
            small.Analyze(image, [Box]);
            if (number is 100 or 400 or 700 or 1000)
            {
                GC.Collect();
                process.Refresh();
                Console.WriteLine($"small network, after {number} analyses: {process.WorkingSet64 / MegabyteBytes:0} MB");
            }
        }
    }

    private static TorchEngine Engine(int threads) => new(
        FaceptorModelFactory.Create(FaceptorPresets.Full, seed: 1),
        ownsModel: true,
        new TorchEngineOptions { Threads = threads > 0 ? threads : get_num_threads() });

    private static RgbImage Picture()
    {
        var image = new RgbImage(1280, 720);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }

    private static void Print(string title, (string Name, Action Run)[] ways, int numRounds)
    {
        using var process = Process.GetCurrentProcess();
        var times = ways.Select(_ => new List<(double Wall, double Processor)>()).ToArray();
        for (var round = 0; round <= numRounds; round++)
        {
            foreach (var (place, (_, run)) in ways.Index())
            {
                process.Refresh();
                var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
                run();
                var elapsed = clock.Elapsed.TotalSeconds;
                process.Refresh();
                if (round > 0)
                {
                    times[place].Add((elapsed, (process.TotalProcessorTime - before).TotalSeconds));
                }
            }
        }

        var first = Median(times[0].Select(time => time.Wall));
        Console.WriteLine($"\n{title}; medians of {numRounds} rounds\n");
        Console.WriteLine("| way | wall | processor | times as fast as the first |\n|---|---:|---:|---:|");
        foreach (var ((name, _), own) in ways.Zip(times))
        {
            var wall = Median(own.Select(time => time.Wall));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {wall:0.000} s | {Median(own.Select(time => time.Processor)):0.00} s | {first / wall:0.00} |"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
