using System.Diagnostics;
using System.Globalization;

namespace Faceptor.Fuzz;

/// <summary>
/// Runs workers and watches them from outside, since a mutant may end the process it is read in or never come back.
/// </summary>
internal static class Supervisor
{
    // A run that waits takes no processor time; this is for such, and generous because machines are shared.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(3);

    /// <summary>Reads the mutants of some formats and prints a line a format, and one a failure.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<FuzzFormat> formats, FuzzRange range, string? keep, CancellationToken cancellation)
    {
        var numFailed = 0;
        foreach (var format in formats)
        {
            var clock = Stopwatch.StartNew();
            var results = await RunAsync(format, range, FuzzLimits.Standard, keep, cancellation);
            int Count(MutantOutcome outcome) => results.Count(result => result.Outcome == outcome);
            var failures = results
                .Where(result => result.Outcome is not (MutantOutcome.Read or MutantOutcome.Refused)).ToArray();
            Console.WriteLine(
                $"{format.Name}: {results.Count} mutants, {Count(MutantOutcome.Read)} read, "
                + $"{Count(MutantOutcome.Refused)} refused, {failures.Length} failed, peak "
                + $"{results.Max(result => result.PeakMegabytes)} MB, {clock.Elapsed.TotalSeconds:F0} s");
            foreach (var failure in failures)
            {
                Console.WriteLine($"  {format.Name} {failure.Mutant}: {failure.Outcome} {failure.Detail}");
            }

            numFailed += failures.Length;
        }

        Console.WriteLine(numFailed == 0 ? "all were read or refused." : $"{numFailed} failed.");
        return numFailed == 0 ? 0 : 1;
    }

    /// <summary>Reads the mutants of one format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="range">Which mutants.</param>
    /// <param name="limits">What a mutant may take.</param>
    /// <param name="keep">Folder for the mutants that failed; null keeps none.</param>
    /// <param name="cancellation">Stops between mutants.</param>
    public static async Task<IReadOnlyList<MutantResult>> RunAsync(
        FuzzFormat format, FuzzRange range, FuzzLimits limits, string? keep, CancellationToken cancellation)
    {
        var results = new List<MutantResult>();
        while (results.Count < range.Count)
        {
            var left = range with { First = range.First + results.Count, Count = range.Count - results.Count };
            var before = results.Count;
            using var process = Start(format, left);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            string? underWay = null;
            while (await NextLineAsync(process, limits, cancellation) is { } line)
            {
                if (line.StartsWith("begin ", StringComparison.Ordinal))
                {
                    underWay = line.Split(' ', 3)[2];
                    continue;
                }

                var result = MutantResult.Parse(line);
                result = result.PeakMegabytes > limits.Megabytes
                    ? result with { Outcome = MutantOutcome.Large, Detail = $"{result.PeakMegabytes} MB" }
                    : result;
                Keep(keep, format, result, underWay);
                results.Add(result);
                underWay = null;
            }

            if (underWay is null && results.Count == before)
            {
                throw new InvalidOperationException($"{format.Name}: the worker began nothing: {await errors}");
            }

            if (underWay is not null)
            {
                var isSlow = !process.HasExited;
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(cancellation);
                var result = new MutantResult(
                    range.First + results.Count,
                    isSlow ? MutantOutcome.Slow : MutantOutcome.Crashed,
                    0,
                    isSlow ? $"over {limits.ProcessorTime.TotalSeconds} s" : $"exit code {process.ExitCode}");
                Keep(keep, format, result, underWay);
                results.Add(result);
            }
        }

        return results;
    }

    private static Process Start(FuzzFormat format, FuzzRange range)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["DOTNET_DbgEnableMiniDump"] = "0" },
        };
        // "dotnet Faceptor.Fuzz.dll" or the program itself.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Supervisor).Assembly.Location);
        }

        string[] arguments =
        [
            "worker", format.Name,
            .. new[] { range.First, range.Count, range.Seed }
                .Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    // Null at the end of the output, and when a mutant takes too long: the process then still runs.
    private static async Task<string?> NextLineAsync(
        Process process, FuzzLimits limits, CancellationToken cancellation)
    {
        var line = process.StandardOutput.ReadLineAsync(cancellation).AsTask();
        var (wait, begun) = (Stopwatch.StartNew(), ProcessorTime(process));
        while (await Task.WhenAny(line, Task.Delay(250, cancellation)) != line)
        {
            if (ProcessorTime(process) - begun > limits.ProcessorTime || wait.Elapsed > MaxWait)
            {
                return null;
            }
        }

        var text = await line;
        if (text is null)
        {
            await process.WaitForExitAsync(cancellation);
        }

        return text;
    }

    private static TimeSpan ProcessorTime(Process process)
    {
        try
        {
            process.Refresh();
            return process.HasExited ? TimeSpan.Zero : process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return TimeSpan.Zero; // it ended in between
        }
    }

    private static void Keep(string? folder, FuzzFormat format, MutantResult result, string? file)
    {
        if (folder is null || result.Outcome is MutantOutcome.Read or MutantOutcome.Refused || !File.Exists(file))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        File.Copy(
            file, Path.Combine(folder, $"{format.Name}-{result.Mutant}{Path.GetExtension(file)}"), overwrite: true);
    }
}
