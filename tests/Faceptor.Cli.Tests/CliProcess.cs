using System.Diagnostics;

namespace Faceptor.Cli.Tests;

/// <summary>Command lines in processes of their own, which can be killed.</summary>
internal static class CliProcess
{
    // Generous: a machine that runs other tests besides.
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string Dotnet => Environment.ProcessPath is { } path
        && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    public static string Executable => Path.Combine(AppContext.BaseDirectory, "faceptor.dll");

    public static string Quote(params IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => $"'{word}'"));

    public static Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Dotnet, [Executable, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    public static Task<CliResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    public static Task<CliResult> RunAsync((string Name, string Value)[] environment, params string[] arguments) =>
        RunProgramAsync(Dotnet, [Executable, .. arguments], environment);

    public static async Task<CliResult> RunProgramAsync(
        string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>Sends a signal by the shell, which every system has; a bare Debian has no program for it.</summary>
    public static Task SignalAsync(Process process, string signal) =>
        RunProgramAsync("sh", ["-c", $"kill -{signal} {process.Id}"]);

    public static async Task KillWhenAsync(Process process, Func<bool> isTime)
    {
        await WaitAsync(() => process.HasExited || isTime());
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public static async Task WaitAsync(Func<bool> isTime)
    {
        var clock = Stopwatch.StartNew();
        while (!isTime())
        {
            Assert.True(clock.Elapsed < Patience, "nothing happened for too long.");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
