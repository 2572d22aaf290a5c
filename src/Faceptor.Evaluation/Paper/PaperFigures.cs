using System.Collections.Immutable;

namespace Faceptor.Evaluation.Paper;

/// <summary>What the paper says about one kind of score.</summary>
/// <param name="Column">The kind of score.</param>
/// <param name="Scores">All numbers of all tables, in the order of the tables.</param>
internal sealed record PaperFigures(PaperColumn Column, ImmutableArray<PaperFigure> Scores)
{
    /// <summary>Naive Faceptor's score; null where the paper gives none.</summary>
    public PaperFigure? Naive => First(PaperMethod.Naive);

    /// <summary>Faceptor-Base's score; null where the paper gives none.</summary>
    public PaperFigure? Base => First(PaperMethod.Base);

    /// <summary>Faceptor-Full's score; null where the paper gives none.</summary>
    public PaperFigure? Full => First(PaperMethod.Full);

    /// <summary>The best score of another work that the paper quotes; null where it quotes none.</summary>
    public PaperFigure? BestSpecialised
    {
        get
        {
            var others = Scores.Where(score => score.Method == PaperMethod.Specialised);
            return Column.HigherIsBetter
                ? others.MaxBy(score => score.Value)
                : others.MinBy(score => score.Value);
        }
    }

    /// <summary>Scores of the settings that the paper tries out (Tables 4, 8, 9 and 17).</summary>
    public ImmutableArray<PaperFigure> Settings =>
        [.. Scores.Where(score => score.Method == PaperMethod.Setting)];

    /// <summary>Numbers of the tables that have such scores, ascending.</summary>
    public ImmutableArray<int> Tables => [.. Scores.Select(score => score.Table).Distinct().Order()];

    /// <summary>Decimals that the paper prints such scores with; where tables differ, the most.</summary>
    public int NumDecimals => Scores.Max(score => score.Printed.Length - 1 - score.Printed.IndexOf('.') is var places
        && score.Printed.Contains('.', StringComparison.Ordinal) ? places : 0);

    private PaperFigure? First(PaperMethod method) => Scores.FirstOrDefault(score => score.Method == method);
}

/// <summary>A number of the paper.</summary>
/// <param name="Table">The table's number.</param>
/// <param name="Row">The row's name as printed, without the reference.</param>
/// <param name="Method">Whose score it is.</param>
/// <param name="Value">In the units of <see cref="MetricRecord.Value"/>: a fraction, or years.</param>
/// <param name="Printed">As printed, in percent or years.</param>
internal sealed record PaperFigure(int Table, string Row, PaperMethod Method, double Value, string Printed);
