namespace Faceptor.Training.Reporting;

/// <summary>Facts of a report.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="NameHeading">Heading of the names; shown with the other one only.</param>
/// <param name="ValueHeading">Heading of the values; empty for a table without headings.</param>
/// <param name="Rows">Names and values.</param>
public sealed record ReportTable(
    string Title, string NameHeading, string ValueHeading, IReadOnlyList<(string Name, string Value)> Rows);
