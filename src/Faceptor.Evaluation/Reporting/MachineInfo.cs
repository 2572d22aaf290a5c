using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Faceptor.Core.Natives;
using TorchSharp;

namespace Faceptor.Evaluation.Reporting;

/// <summary>What the run ran on.</summary>
internal static class MachineInfo
{
    // Without the commit, which stands behind a plus.
    private static string FaceptorVersion => typeof(MachineInfo).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>What networks would run on here, and everything of <see cref="Describe"/>.</summary>
    public static IEnumerable<(string Name, string Value)> DescribeSystem()
    {
        TorchRuntime.Load();
        var numGpus = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        yield return ("device", numGpus > 0 ? $"CPU, and {numGpus} CUDA (used by train and evaluate)" : "CPU");
        yield return ("libtorch", torch.__version__);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        yield return ("memory of the machine", $"{memory.ToString("F1", CultureInfo.InvariantCulture)} GB");
        foreach (var entry in Describe())
        {
            yield return entry;
        }
    }

    /// <summary>Names and values, for a table.</summary>
    public static IEnumerable<(string Name, string Value)> Describe()
    {
        using var process = Process.GetCurrentProcess();
        yield return ("processor cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        yield return ("threads of torch", torch.get_num_threads().ToString(CultureInfo.InvariantCulture));
        var memory = (process.PeakWorkingSet64 / 1e9).ToString("F1", CultureInfo.InvariantCulture);
        yield return ("memory at its peak", $"{memory} GB");
        yield return ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return (".NET", Environment.Version.ToString());
        yield return ("TorchSharp", typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "unknown");
        yield return ("Faceptor", FaceptorVersion);
    }
}
