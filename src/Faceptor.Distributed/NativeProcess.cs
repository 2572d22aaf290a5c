using System.Runtime.InteropServices;
using System.Text;

namespace Faceptor.Distributed;

/// <summary>What the C library does for this process and .NET does not; on Windows nothing.</summary>
internal static unsafe partial class NativeProcess
{
    private const int StandardError = 2;

    /// <summary>
    /// Sets an environment variable where native libraries read it; .NET keeps a copy of its own, which they do not see.
    /// </summary>
    public static void SetVariable(string name, string value, bool overwrites = true)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironment(name, value, overwrites ? 1 : 0);
        }
    }

    /// <summary>Writes a line on the standard error output past all of .NET's locks and buffers.</summary>
    public static void WriteError(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        fixed (byte* text = bytes)
        {
            _ = Write(StandardError, text, (nuint)bytes.Length);
        }
    }

    /// <summary>Ends the process at once, whatever its threads do; nothing is cleaned up.</summary>
    public static void Exit(int exitCode)
    {
        if (!OperatingSystem.IsWindows())
        {
            ExitNow(exitCode);
        }

        Environment.Exit(exitCode);
    }

    /// <summary>Sleeps for less than .NET's milliseconds.</summary>
    public static void Sleep(int microseconds)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(1);
            return;
        }

        _ = SleepMicroseconds((uint)microseconds);
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int SleepMicroseconds(uint microseconds);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrites);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, byte* text, nuint count);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int exitCode);
}
