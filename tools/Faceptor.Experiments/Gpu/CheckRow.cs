namespace Faceptor.Experiments.Gpu;

/// <summary>A row of the table that a check adds.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Figure">What came out.</param>
/// <param name="How">How it was got, or what was expected.</param>
/// <param name="Holds">False where the figure breaks what was expected.</param>
internal sealed record CheckRow(string What, string Figure, string How, bool Holds = true)
{
    /// <summary>The row in Markdown.</summary>
    public string ToMarkdown() =>
        $"| {Cell(What)} | {(Holds ? string.Empty : "**broken:** ")}{Cell(Figure)} | {Cell(How)} |";

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
