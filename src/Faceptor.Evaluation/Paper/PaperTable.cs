using System.Collections.Immutable;
using System.Globalization;

namespace Faceptor.Evaluation.Paper;

/// <summary>One of the paper's tables, or the part of it about one kind of task.</summary>
internal sealed class PaperTable
{
    private PaperTable(int number, string title, ImmutableArray<PaperColumn> columns, ImmutableArray<PaperRow> rows)
    {
        Number = number;
        Title = title;
        Columns = columns;
        Rows = rows;
    }

    /// <summary>The table's number.</summary>
    public int Number { get; }

    /// <summary>What it is about.</summary>
    public string Title { get; }

    /// <summary>The columns, in the paper's order.</summary>
    public ImmutableArray<PaperColumn> Columns { get; }

    /// <summary>The rows, in the paper's order.</summary>
    public ImmutableArray<PaperRow> Rows { get; }

    /// <summary>All numbers of a column, in the order of the rows.</summary>
    /// <param name="column">One of <see cref="Columns"/>.</param>
    public IEnumerable<PaperFigure> ScoresOf(PaperColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var place = Columns.IndexOf(column);
        return Rows.Where(row => row.Printed[place] is not null).Select(row => new PaperFigure(
            Number,
            row.Name,
            row.Method,
            double.Parse(row.Printed[place]!, CultureInfo.InvariantCulture) / column.Scale,
            row.Printed[place]!));
    }

    /// <summary>Reads a table from the way it is printed.</summary>
    /// <param name="number">The table's number.</param>
    /// <param name="title">What it is about.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="groups">
    /// Rows by whose scores they are: a line each, the name, <c>|</c>, then a number or a dash for each column, parted
    /// by blanks; a further <c>|</c> only guides the eye.
    /// </param>
    internal static PaperTable Parse(
        int number,
        string title,
        IEnumerable<PaperColumn> columns,
        params (PaperMethod Method, string Lines)[] groups)
    {
        ImmutableArray<PaperColumn> all = [.. columns];
        return new PaperTable(
            number, title, all, [.. groups.SelectMany(group => ParseRows(group.Method, group.Lines))]);

        IEnumerable<PaperRow> ParseRows(PaperMethod method, string lines) =>
            lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line =>
            {
                var bar = line.IndexOf('|', StringComparison.Ordinal);
                var cells = line[(bar + 1)..].Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries);
                return cells.Length == all.Length
                    ? new PaperRow(line[..bar].Trim(), method, [.. cells.Select(cell => cell == "-" ? null : cell)])
                    : throw new FormatException(
                        $"table {number}: expected {all.Length} numbers, {cells.Length} stand in '{line}'.");
            });
    }
}

/// <summary>A row of one of the paper's tables.</summary>
/// <param name="Name">The method or setting, without the reference.</param>
/// <param name="Method">Whose scores they are.</param>
/// <param name="Printed">The numbers as printed, one a column; null for a dash.</param>
internal sealed record PaperRow(string Name, PaperMethod Method, ImmutableArray<string?> Printed);
