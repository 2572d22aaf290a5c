using System.Collections.Immutable;

namespace Faceptor.Training.Evaluation.Paper;

/// <summary>A row of one of the paper's tables.</summary>
/// <param name="Name">The method or setting, without the reference.</param>
/// <param name="Method">Whose scores they are.</param>
/// <param name="Printed">The numbers as printed, one a column; null for a dash.</param>
public sealed record PaperRow(string Name, PaperMethod Method, ImmutableArray<string?> Printed);
