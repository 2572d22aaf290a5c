using System.Diagnostics;
using System.Globalization;
using Faceptor.Benchmarks.Data;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Inference;

/// <summary>
/// The pieces of prediction before and after, in turn within one process, so that whatever else the machine does falls on
/// both: medians of wall and processor time, and their ratios.
/// </summary>
internal static class PieceFigures
{
    /// <summary>First argument of the table.</summary>
    public const string TableArgument = "--pieces";

    /// <summary>The same with the freed memory kept.</summary>
    public const string KeptArgument = "--pieces-kept";

    private const int NumRounds = 5;

    /// <summary>Measures all pieces; names after the argument restrict them, for example <c>jpeg</c>.</summary>
    public static void PrintTable(string[] wanted)
    {
        Console.WriteLine("| piece | before | after | ratio | processor before | after | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, prepare) in Pieces().Where(piece => IsWanted(piece.Name)))
        {
            using var pair = prepare();
            var rounds = Enumerable.Range(0, NumRounds + 1)
                .Select(_ => (Before: Measure(pair.Before, pair.NumRuns), After: Measure(pair.After, pair.NumRuns)))
                .Skip(1) // warms up
                .ToArray();
            var (before, after) = (Median(rounds.Select(round => round.Before)), Median(rounds.Select(round => round.After)));
            var ratios = Median(rounds.Select(round => (
                round.After.Wall / round.Before.Wall,
                round.After.Processor / Math.Max(round.Before.Processor, 1e-9))));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {1000 * before.Wall:0.0} ms | {1000 * after.Wall:0.0} ms | {ratios.Wall:0.00} |"
                + $" {1000 * before.Processor:0.0} ms | {1000 * after.Processor:0.0} ms | {ratios.Processor:0.00} |"));
        }

        bool IsWanted(string name) =>
            wanted.Length == 0 || wanted.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<(string Name, Func<Pair> Prepare)> Pieces()
    {
        foreach (var numTokens in new[] { 1025, 400 })
        {
            foreach (var numThreads in new[] { 1, 2 })
            {
                yield return ($"feed-forward part, {numTokens} tokens, {Threads(numThreads)}", () =>
                {
                    set_num_threads(numThreads);
                    var work = new QuickGeluBenchmarks { NumTokens = numTokens };
                    work.Setup();
                    return new Pair(work.Before, work.Now, 10, work.Cleanup);
                }
                );
                yield return ($"its products, {numTokens} tokens, {Threads(numThreads)}", () =>
                {
                    set_num_threads(numThreads);
                    var work = new QuickGeluBenchmarks { NumTokens = numTokens };
                    work.Setup();
                    return new Pair(work.Now, work.ProductsAlone, 10, work.Cleanup);
                }
                );
            }
        }

        foreach (var view in Enum.GetValues<ParsingView>())
        {
            yield return ($"parsing map, {view}", () =>
            {
                var work = new ParsingMapBenchmarks { View = view };
                work.Setup();
                return new Pair(() => work.Before(), () => work.Now(), 1, () => { });
            }
            );
        }

        yield return ("map copy, 19 x 512 x 512, one thread", () =>
        {
            set_num_threads(1);
            var work = new MapCopyBenchmarks();
            work.Setup();
            return new Pair(() => work.Before(), () => work.Now(), 5, work.Cleanup);
        }
        );
        foreach (var sidePx in new[] { 112, 1750 })
        {
            var numRuns = sidePx == 112 ? 200 : 2;
            yield return ($"JPEG of {sidePx} x {sidePx}, whole: Skia, libturbojpeg", () =>
            {
                var work = new JpegBenchmarks { SidePx = sidePx };
                work.Setup();
                return new Pair(() => work.Skia(), () => work.Turbo(), numRuns, () => { });
            }
            );
            yield return ($"JPEG of {sidePx} x {sidePx}: Skia whole, face by Skia", () =>
            {
                var work = new JpegBenchmarks { SidePx = sidePx };
                work.Setup();
                return new Pair(() => work.Skia(), () => work.FaceBySkia(), numRuns, () => { });
            }
            );
            yield return ($"JPEG of {sidePx} x {sidePx}: Skia whole, face by both", () =>
            {
                var work = new JpegBenchmarks { SidePx = sidePx };
                work.Setup();
                return new Pair(() => work.Skia(), () => work.FaceByBoth(), numRuns, () => { });
            }
            );
        }

        foreach (var family in Enum.GetValues<PipelineFamily>())
        {
            yield return ($"64 training samples, {family}: decoded by Skia, by libturbojpeg", () =>
            {
                var (before, after) = (
                    new PipelineBenchmarks { Family = family, UsesTurbo = false }, new PipelineBenchmarks { Family = family });
                before.Setup();
                after.Setup();
                return new Pair(before.Whole, after.Whole, 1, () =>
                {
                    before.Cleanup();
                    after.Cleanup();
                });
            }
            );
        }

        foreach (var numThreads in new[] { 1, 2 })
        {
            yield return ($"8 faces of 112 px: single passes, one pass, {Threads(numThreads)}", () =>
            {
                var work = new ManyFacesBenchmarks { NumThreads = numThreads };
                work.Setup();
                return new Pair(work.OnePassAFace, work.OnePassForAll, 1, work.Cleanup);
            }
            );
            yield return ($"8 faces of 112 px: one caller with {Threads(numThreads)}, two callers with one each", () =>
            {
                var work = new ManyFacesBenchmarks { NumThreads = numThreads };
                work.Setup();
                return new Pair(work.OnePassAFace, work.TwoCallers, 1, work.Cleanup);
            }
            );
            foreach (var sidePx in new[] { 112, 512 })
            {
                yield return ($"encoder of {sidePx} px, {Threads(numThreads)}: encoder, its products alone", () =>
                {
                    set_num_threads(numThreads);
                    var work = new GemmLimitBenchmarks { SidePx = sidePx };
                    work.Setup();
                    return new Pair(work.Encoder, work.Products, 1, work.Cleanup);
                }
                );
            }
        }

        static string Threads(int number) => number == 1 ? "one thread" : "two threads";
    }

    private static (double Wall, double Processor) Measure(Action run, int numRuns)
    {
        using var process = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        for (var index = 0; index < numRuns; index++)
        {
            run();
        }

        var wall = clock.Elapsed;
        process.Refresh();
        return (wall.TotalSeconds / numRuns, (process.TotalProcessorTime - before).TotalSeconds / numRuns);
    }

    private static (double Wall, double Processor) Median(IEnumerable<(double Wall, double Processor)> values)
    {
        var all = values.ToArray();
        return (Middle(all.Select(value => value.Wall)), Middle(all.Select(value => value.Processor)));

        static double Middle(IEnumerable<double> values) => values.Order().ElementAt(NumRounds / 2);
    }

    /// <summary>Two ways to the same thing, each run so often that a clock can tell.</summary>
    private sealed class Pair(Action before, Action after, int numRuns, Action cleanup) : IDisposable
    {
        public Action Before => before;

        public Action After => after;

        public int NumRuns => numRuns;

        public void Dispose() => cleanup();
    }
}
