namespace Faceptor.Cli;

/// <summary>The command line itself is wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The user stopped the work; the message says what was kept.</summary>
internal sealed class CancelledException(string message) : OperationCanceledException(message);
