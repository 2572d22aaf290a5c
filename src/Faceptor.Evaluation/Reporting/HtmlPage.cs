using System.Globalization;
using System.Net;
using System.Text;

namespace Faceptor.Evaluation.Reporting;

/// <summary>
/// A page that needs nothing else, piece by piece. Texts are encoded here, so that no name can become markup; what is
/// called HTML is taken as it is.
/// </summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder _html = new();

    public HtmlPage(string title)
    {
        Add("""<!doctype html><html lang="en"><head><meta charset="utf-8">""");
        Add("""<meta name="viewport" content="width=device-width, initial-scale=1">""");
        Add($"<title>{Encode(title)}</title>");
        Add($"<style>{ReportStyle.Css}</style></head><body><main>");
        Add($"<h1>{Encode(title)}</h1>");
    }

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    // What turns the direction of writing would show a name as another one.
    public static string Encode(string text) => WebUtility.HtmlEncode(MessageText.Printable(text));

    /// <summary>The whole page.</summary>
    public string Close()
    {
        Add("</main></body></html>\n");
        return _html.ToString();
    }

    public void Add(string html) => _html.Append(html);

    public void Heading(string text) => Add($"<h2>{Encode(text)}</h2>");

    public void Subheading(string text) => Add($"<h3>{Encode(text)}</h3>");

    /// <summary>A paragraph that stands back.</summary>
    public void Note(string text) => Add($"""<p class="soft">{Encode(text)}</p>""");

    /// <summary>A paragraph that must be seen.</summary>
    public void Warning(string text) => Add($"""<p class="warning">{Encode(text)}</p>""");

    public void Tiles(IEnumerable<(string Number, string Text)> tiles)
    {
        Add("""<div class="tiles">""");
        foreach (var (number, text) in tiles)
        {
            Add($"""<div class="tile"><b>{Encode(number)}</b><span>{Encode(text)}</span></div>""");
        }

        Add("</div>");
    }

    /// <summary>A drawing with its name above.</summary>
    public void Chart(string title, string svg) =>
        Add($"<figure><figcaption>{Encode(title)}</figcaption>{svg}</figure>");

    /// <summary>A table of names and values.</summary>
    public void Table(ReportTable table)
    {
        Subheading(table.Title);
        Add("""<div class="scroll facts"><table>""");
        if (table.ValueHeading.Length > 0)
        {
            Add($"<tr><th>{Encode(table.NameHeading)}</th>");
            Add($"""<th class="number">{Encode(table.ValueHeading)}</th></tr>""");
        }

        foreach (var (name, value) in table.Rows)
        {
            Add($"""<tr><td>{Encode(name)}</td><td class="number">{Encode(value)}</td></tr>""");
        }

        Add("</table></div>");
    }
}

/// <summary>Facts of a report.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="NameHeading">Heading of the names; shown with the other one only.</param>
/// <param name="ValueHeading">Heading of the values; empty for a table without headings.</param>
/// <param name="Rows">Names and values.</param>
internal sealed record ReportTable(
    string Title, string NameHeading, string ValueHeading, IReadOnlyList<(string Name, string Value)> Rows);
