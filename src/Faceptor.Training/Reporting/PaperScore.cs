namespace Faceptor.Training.Reporting;

/// <summary>What the paper reports for a score of ours.</summary>
/// <param name="Value">The value in our unit: a fraction, or years for ages.</param>
/// <param name="Source">Which model and table, for example <c>Faceptor-Base, Table 3</c>.</param>
public sealed record PaperScore(double Value, string Source);
