namespace Faceptor.Training.Evaluation.Paper;

/// <summary>A number of the paper.</summary>
/// <param name="Table">The table's number.</param>
/// <param name="Row">The row's name as printed, without the reference.</param>
/// <param name="Method">Whose score it is.</param>
/// <param name="Value">In the units of <see cref="MetricRecord.Value"/>: a fraction, or years.</param>
/// <param name="Printed">As printed, in percent or years.</param>
public sealed record PaperFigure(int Table, string Row, PaperMethod Method, double Value, string Printed);
