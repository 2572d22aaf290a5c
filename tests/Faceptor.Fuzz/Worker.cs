using System.Diagnostics;
using Faceptor.Testing;

namespace Faceptor.Fuzz;

/// <summary>Reads mutants of one format, one after the other, and reports each on the console.</summary>
/// <remarks>
/// "begin N" stands before a mutant and "end N OUTCOME PEAK_MB DETAIL" behind it, so that the supervisor knows which one
/// ended the process, if one does.
/// </remarks>
internal static class Worker
{
    private const long TidyBytes = 200L << 20;

    /// <summary>Runs a range of mutants.</summary>
    public static void Run(FuzzFormat format, FuzzRange range)
    {
        using var folder = new TemporaryFolder();
        FuzzSeed[] seeds = [.. format.MakeSeeds(folder.Path)];
        RequireSound(format, seeds);
        for (var mutant = range.First; mutant < range.First + range.Count; mutant++)
        {
            var random = range.RandomOf(format.Name, mutant);
            var seed = seeds[mutant % seeds.Length];
            File.WriteAllBytes(seed.File, format.Mutate(seed.Whole, random));
            Tidy();
            ProcessMemory.ResetPeak();
            Console.WriteLine($"begin {mutant} {seed.File}");
            var (outcome, detail) = Read(seed);
            Console.WriteLine($"end {mutant} {outcome} {ProcessMemory.PeakBytes() >> 20} {detail}");
            File.WriteAllBytes(seed.File, seed.Whole);
        }
    }

    // A seed that is refused as it is proves nothing about mutants of it.
    private static void RequireSound(FuzzFormat format, FuzzSeed[] seeds)
    {
        foreach (var seed in seeds)
        {
            if (Read(seed) is var (outcome, detail) && outcome != MutantOutcome.Read)
            {
                throw new InvalidOperationException($"{format.Name}: the whole file {seed.File} is not read: {detail}");
            }
        }
    }

    private static (MutantOutcome Outcome, string Detail) Read(FuzzSeed seed)
    {
        try
        {
            seed.Read();
            return (MutantOutcome.Read, string.Empty);
        }
        catch (FaceptorException e) when (IsPresentable(e.Message))
        {
            return (MutantOutcome.Refused, e.Message);
        }
        catch (Exception e)
        {
            var frames = new StackTrace(e).GetFrames()
                .Select(frame => frame.GetMethod())
                .Where(method => method?.DeclaringType?.FullName?.StartsWith("Faceptor", StringComparison.Ordinal) ?? false)
                .Take(3)
                .Select(method => $"{method!.DeclaringType!.Name}.{method.Name}");
            return (
                MutantOutcome.Failed,
                MessageText.Fit($"{e.GetType().Name} in {string.Join(" < ", frames)}: {MessageText.Quote(e.Message)}"));
        }
    }

    private static bool IsPresentable(string message) =>
        message.Length <= MessageText.MaxMessageLength && MessageText.Printable(message) == message;

    // What former mutants left must not count for this one.
    private static void Tidy()
    {
        if (ProcessMemory.CurrentBytes() > TidyBytes)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
