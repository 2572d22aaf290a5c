using System.Runtime.InteropServices;

namespace Faceptor.Cli;

/// <summary>
/// Turns Ctrl-C, a termination signal, or a terminal that closes into a cancellation. A second Ctrl-C or termination
/// signal ends the process as usual.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangUp),
        ];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }

    // Shells and terminals send it more than once when they end; nobody is there to insist.
    private void OnHangUp(PosixSignalContext context)
    {
        context.Cancel = true;
        _source.Cancel();
    }
}
