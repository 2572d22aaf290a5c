namespace Faceptor.Cli.Quickstart;

/// <summary>A part of the quickstart that is over.</summary>
internal sealed record QuickstartStep(string Title, TimeSpan Duration);
