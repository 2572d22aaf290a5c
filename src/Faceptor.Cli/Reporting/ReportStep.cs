namespace Faceptor.Cli.Reporting;

/// <summary>A part of the run.</summary>
internal sealed record ReportStep(string Title, TimeSpan Duration);
