namespace Faceptor.Cli;

/// <summary>The user stopped the work; the message says what was kept.</summary>
internal sealed class CancelledException(string message) : OperationCanceledException(message);
