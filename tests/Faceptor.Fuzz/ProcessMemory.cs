using System.Diagnostics;
using System.Globalization;

namespace Faceptor.Fuzz;

/// <summary>Memory of this process as the system counts it: managed, native and loaded code.</summary>
/// <remarks>Elsewhere than on Linux the peak is that of the whole process so far.</remarks>
internal static class ProcessMemory
{
    /// <summary>Bytes now.</summary>
    public static long CurrentBytes() => OperatingSystem.IsLinux() ? Read("VmRSS:") : Environment.WorkingSet;

    /// <summary>Bytes at most since <see cref="ResetPeak"/>.</summary>
    public static long PeakBytes()
    {
        if (OperatingSystem.IsLinux())
        {
            return Read("VmHWM:");
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>Begins a new peak.</summary>
    public static void ResetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            // proc(5): 5 sets the peak to what is there now.
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    private static long Read(string field)
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
            {
                var kilobytes = line[field.Length..].Replace("kB", string.Empty, StringComparison.Ordinal);
                return long.Parse(kilobytes, CultureInfo.InvariantCulture) << 10;
            }
        }

        throw new InvalidOperationException($"/proc/self/status has no line {field}");
    }
}
