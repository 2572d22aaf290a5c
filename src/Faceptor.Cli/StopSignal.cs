using System.Runtime.InteropServices;

namespace Faceptor.Cli;

/// <summary>
/// Turns Ctrl-C, a termination signal, or a terminal that closes into a cancellation. A second Ctrl-C or termination
/// signal ends the process as usual. So does SIGUSR1 on Linux, which batch systems and mpirun pass on to ranks at once.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    // Linux's number on x64 and ARM; .NET has no name for it.
    private const PosixSignal UserSignal = (PosixSignal)10;

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations;

    public StopSignal()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnRepeatable),
        ];
        if (OperatingSystem.IsLinux())
        {
            _registrations.Add(PosixSignalRegistration.Create(UserSignal, OnRepeatable));
        }
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Takes the end of a stream for a signal, on a thread of its own: whoever held the other end is gone.</summary>
    /// <param name="input">What is read and dropped; not disposed.</param>
    public void Watch(Stream input)
    {
        var thread = new Thread(() =>
        {
            var buffer = new byte[256];
            try
            {
                while (input.Read(buffer) > 0)
                {
                    // Nobody has anything to say here.
                }
            }
            catch (IOException)
            {
                // As good as the end.
            }

            Cancel();
        })
        {
            IsBackground = true,
            Name = "faceptor input",
        };
        thread.Start();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        lock (_source)
        {
            _source.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        Cancel();
    }

    // Shells and terminals send it more than once when they end, batch systems to each process; nobody insists by it.
    private void OnRepeatable(PosixSignalContext context)
    {
        context.Cancel = true;
        Cancel();
    }

    // Threads of signals and of the input may come when the process is about to end.
    private void Cancel()
    {
        lock (_source)
        {
            try
            {
                _source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // Nothing is left to stop.
            }
        }
    }
}
