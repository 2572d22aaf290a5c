namespace Faceptor.Training.Reporting;

/// <summary>What a reader may want to do next.</summary>
/// <param name="Title">What for.</param>
/// <param name="Command">The command that does it.</param>
/// <param name="Note">What to expect of it.</param>
public sealed record ReportAdvice(string Title, string Command, string Note);
