using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.ML.OnnxRuntime;

namespace Faceptor.Detection.Onnx.Natives;

/// <summary>
/// Loads ONNX Runtime's native library before anything asks for it, with its telemetry switched off, and says in words
/// when it cannot.
/// </summary>
/// <remarks>
/// ONNX Runtime 1.31 on Linux makes an id of the device in the user's cache folder and keeps a database of events there,
/// unless the process's environment says otherwise when the library begins. .NET's own environment is a copy that native
/// libraries do not see, and the switch of its interface comes too late.
/// </remarks>
internal static class OrtRuntime
{
    private const string TelemetryVariable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lock Gate = new();
    private static bool _isLoaded;

    private static Assembly Managed => typeof(InferenceSession).Assembly;

    /// <summary>Loads the library once a process; later calls cost nothing.</summary>
    /// <exception cref="NativeLibraryException">It is missing, does not fit, or cannot be loaded here.</exception>
    public static void Require()
    {
        if (Volatile.Read(ref _isLoaded))
        {
            return;
        }

        lock (Gate)
        {
            if (!_isLoaded)
            {
                SwitchTelemetryOff();
                Load();
                Volatile.Write(ref _isLoaded, true);
            }
        }
    }

    // In notebooks nothing but the managed assembly is where the runtime looks.
    static OrtRuntime()
    {
        if (AssemblyLoadContext.GetLoadContext(Managed) is { } context)
        {
            context.ResolvingUnmanagedDll += (assembly, name) =>
                assembly == Managed && name.Contains("onnxruntime", StringComparison.Ordinal) && Find() is { } path
                && NativeLibrary.TryLoad(path, out var handle)
                    ? handle
                    : IntPtr.Zero;
        }
    }

    private static void SwitchTelemetryOff()
    {
        Environment.SetEnvironmentVariable(TelemetryVariable, "1");
        if (!OperatingSystem.IsWindows())
        {
            _ = SetVariable(TelemetryVariable, "1", overwrite: 1);
        }
    }

    private static void Load()
    {
        try
        {
            OrtEnv.Instance().DisableTelemetryEvents();
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException
            or BadImageFormatException or TypeInitializationException or OnnxRuntimeException)
        {
            var cause = error is TypeInitializationException { InnerException: { } inner } ? inner : error;
            var version = Managed.GetName().Version?.ToString(3);
            var problem = Find() is { } path
                ? $"{MessageText.Place(path)} cannot be loaded ({MessageText.Quote(cause.Message)})"
                : $"version {version} is not there";
            throw new NativeLibraryException(
                "ONNX Runtime", $"{problem}; reference the package Microsoft.ML.OnnxRuntime in version {version}.", error);
        }
    }

    private static string? Find()
    {
        var version = Managed.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return NativeFiles.Find(
            NativeFiles.FileName("onnxruntime"), Managed, ("Microsoft.ML.OnnxRuntime", version.Split('+', '-')[0]));
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
