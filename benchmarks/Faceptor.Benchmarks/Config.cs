using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Faceptor.Benchmarks;

/// <summary>How long and how carefully is measured.</summary>
internal static class Config
{
    /// <summary>A first look: few iterations.</summary>
    public static IConfig Short { get; } = Create(Job.ShortRun);

    /// <summary>For numbers that are published.</summary>
    public static IConfig Standard { get; } = Create(Job.Default);

    // In process: a project that BenchmarkDotNet generates would not know which native libtorch to take.
    private static ManualConfig Create(Job job) => ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
        .AddDiagnoser(MemoryDiagnoser.Default);
}
