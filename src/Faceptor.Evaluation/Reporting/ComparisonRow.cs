using System.Globalization;
using Faceptor.Evaluation.Paper;

namespace Faceptor.Evaluation.Reporting;

/// <summary>One kind of score: what was measured, and what the paper says.</summary>
/// <param name="Figures">The paper's numbers.</param>
/// <param name="Measured">The measured score; null when it was not measured.</param>
internal sealed record ComparisonRow(PaperFigures Figures, MetricRecord? Measured)
{
    private const string Nothing = "–";

    /// <summary>The dataset and its part, as the paper heads its column.</summary>
    public string Name => Figures.Column.Heading;

    /// <summary>
    /// The metric with its unit and an arrow to where better scores are; what it is taken of stands in the name.
    /// </summary>
    public string Metric => MetricText.Metric(new MetricRecord(
        Figures.Column.Task.Id,
        Figures.Column.Split,
        Figures.Column.Metric.Split('/')[0],
        double.NaN,
        double.NaN,
        Figures.Column.HigherIsBetter,
        0));

    /// <summary>The measured score with as many decimals as the paper prints.</summary>
    public string Score => Print(Measured?.Value);

    /// <summary>The score of an answer that ignores the image.</summary>
    public string Baseline => Measured is { Baseline: null } ? ScoreNotes.NotKnown : Print(Measured?.Baseline);

    /// <summary>Faceptor-Base's number.</summary>
    public string Base => Figures.Base?.Printed ?? Nothing;

    /// <summary>Faceptor-Full's number.</summary>
    public string Full => Figures.Full?.Printed ?? Nothing;

    /// <summary>Naive Faceptor's number.</summary>
    public string Naive => Figures.Naive?.Printed ?? Nothing;

    /// <summary>The best number of another work and its name.</summary>
    public string BestSpecialised =>
        Figures.BestSpecialised is { } best ? $"{best.Printed} {best.Row}" : Nothing;

    /// <summary>The tables that the numbers are from.</summary>
    public string Tables => string.Join(", ", Figures.Tables);

    /// <summary>Numbers of the paper's other settings, with their tables.</summary>
    public string Settings => string.Join(
        "; ", Figures.Settings.Select(figure => $"{figure.Row} {figure.Printed} (Table {figure.Table})"));

    /// <summary>Images or pairs that were scored.</summary>
    public string Samples => Measured is { } measured ? MetricText.Samples(measured) : Nothing;

    private string Print(double? value) => value is { } number
        ? (number * Figures.Column.Scale).ToString(
            string.Create(CultureInfo.InvariantCulture, $"F{Math.Max(1, Figures.NumDecimals)}"),
            CultureInfo.InvariantCulture)
        : Nothing;
}
