using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Faceptor.Cli.Ranks;

/// <summary>
/// Programs that run together: output is passed on a line at a time, a wish to stop reaches them by the end of their
/// input, and when one fails the others are ended.
/// </summary>
/// <remarks>
/// The end of the input is what a rank also sees when this process dies, however it dies; and unlike a signal it cannot
/// come before the rank is ready for it.
/// </remarks>
internal sealed class RankProcesses : IDisposable
{
    /// <summary>How long the others may take to stop by themselves when one has failed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly List<(RankProgram Program, Process Process)> _ranks = [];
    private readonly Lock _turn = new();
    private readonly TextWriter _output;
    private readonly TextWriter _error;

    /// <summary>Starts the programs.</summary>
    /// <param name="programs">What to start.</param>
    /// <param name="output">Receives the output of those that are shown.</param>
    /// <param name="error">Receives the error streams of all.</param>
    /// <exception cref="UsageException">One cannot be started; those before it are ended.</exception>
    public RankProcesses(IEnumerable<RankProgram> programs, TextWriter output, TextWriter error)
    {
        (_output, _error) = (output, error);
        try
        {
            foreach (var program in programs)
            {
                _ranks.Add((program, Start(program)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Waits for all of them to end.</summary>
    /// <param name="stop">Asks them to stop; they end when they have saved.</param>
    /// <param name="grace">How long the others have when one has failed; null for <see cref="Grace"/>.</param>
    /// <returns>0 when all ended well, else the exit code of the one that failed first.</returns>
    public int Wait(CancellationToken stop, TimeSpan? grace = null)
    {
        var isAsked = 0;

        // What ends this process at once has to end the ranks, which it does not reach.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var hangUp = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP, _ => Interlocked.Exchange(ref isAsked, 1));
        using var asked = stop.Register(CloseInputs);

        var ends = _ranks.Select(rank => EndOf(rank.Program, rank.Process)).ToList();
        var (failure, clock) = (0, default(Stopwatch));
        while (ends.Count > 0)
        {
            var left = clock is null ? Timeout.InfiniteTimeSpan : (grace ?? Grace) - clock.Elapsed;
            if (clock is not null && left <= TimeSpan.Zero)
            {
                Kill();
                left = Timeout.InfiniteTimeSpan;
            }

            var first = Task.WaitAny([.. ends], left);
            if (first < 0)
            {
                continue;
            }

            var code = ends[first].Result;
            ends.RemoveAt(first);
            if (code != 0 && failure == 0)
            {
                failure = code;
                clock = Stopwatch.StartNew();
                CloseInputs();
            }
        }

        return failure;

        void OnSignal(PosixSignalContext context)
        {
            if (Interlocked.Exchange(ref isAsked, 1) == 1)
            {
                Kill();
            }
        }
    }

    /// <summary>Ends whatever still runs.</summary>
    public void Dispose()
    {
        Kill();
        _ranks.ForEach(rank => rank.Process.Dispose());
    }

    private static Process Start(RankProgram program)
    {
        var start = new ProcessStartInfo(program.Path, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[RankProgram.LeashVariable] = "1";

        // Open MPI gives ranks a terminal, on which nobody looks.
        start.Environment["TERM"] = "dumb";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new UsageException($"--ranks: {program.Path} cannot be started ({error.Message}).");
        }
    }

    // Ended means: the process is gone and all that it wrote is passed on.
    private async Task<int> EndOf(RankProgram program, Process process)
    {
        await Task.WhenAll(
            PassOn(process.StandardOutput, line =>
            {
                if (program.IsShown)
                {
                    _output.WriteLine(line);
                }
            }),
            PassOn(process.StandardError, line => _error.WriteLine(
                program.Name is { } name && !line.StartsWith($"{name}:", StringComparison.Ordinal)
                    ? $"{name}: {line}"
                    : line)));
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private async Task PassOn(StreamReader reader, Action<string> write)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_turn)
            {
                write(line);
            }
        }
    }

    private void CloseInputs()
    {
        foreach (var (_, process) in _ranks)
        {
            try
            {
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has ended; nobody reads it.
            }
        }
    }

    private void Kill()
    {
        foreach (var (_, process) in _ranks)
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It has ended by itself in the meantime.
            }
        }
    }
}
