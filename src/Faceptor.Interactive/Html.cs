using System.Globalization;
using System.Net;
using System.Text;
using Faceptor.Imaging;

namespace Faceptor.Interactive;

/// <summary>Pieces of HTML. Texts are encoded here and nowhere else.</summary>
internal static class Html
{
    /// <summary>Our choice: wide enough to see a face, small enough for a notebook in version control.</summary>
    public const int MaxSidePx = 320;

    private const int MaxPngBytes = 120_000;

    /// <summary>A text as HTML shows it, letter by letter.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Numbers with a point, whatever the system prefers.</summary>
    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>An image within the page: PNG, or JPEG where a PNG would be large.</summary>
    /// <param name="image">The image.</param>
    /// <param name="description">What front ends say or show instead of it.</param>
    /// <param name="maxSidePx">It is shown smaller where a side has more.</param>
    public static string Image(RgbImage image, string description, int maxSidePx = MaxSidePx)
    {
        var shown = Shrink(image, maxSidePx);
        var bytes = ImageCodec.EncodePng(shown);
        var type = "png";
        if (bytes.Length > MaxPngBytes)
        {
            (bytes, type) = (ImageCodec.EncodeJpeg(shown, quality: 90), "jpeg");
        }

        return Invariant($"<img width=\"{shown.Width}\" height=\"{shown.Height}\" alt=\"{Encode(description)}\" ")
            + $"src=\"data:image/{type};base64,{Convert.ToBase64String(bytes)}\">";
    }

    /// <summary>A table of two columns.</summary>
    /// <param name="rows">Name and value of each row, as text.</param>
    public static string Table(IEnumerable<(string Name, string Value)> rows)
    {
        var table = new StringBuilder("<table>");
        foreach (var (name, value) in rows)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th style=\"text-align:left\">{Encode(name)}</th><td style=\"text-align:left\">{Encode(value)}</td></tr>");
        }

        return table.Append("</table>").ToString();
    }

    /// <summary>Parts side by side, below each other where the page is narrow.</summary>
    public static string Row(IEnumerable<string> parts) =>
        "<div style=\"display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start\">"
        + string.Concat(parts.Select(part => $"<div>{part}</div>")) + "</div>";

    /// <summary>A square of a colour, for legends.</summary>
    public static string Swatch(byte red, byte green, byte blue) => Invariant(
        $"<span style=\"display:inline-block;width:12px;height:12px;background:rgb({red},{green},{blue})\"></span>");

    /// <summary>Name and value of each row as lines of text.</summary>
    public static string Lines(IEnumerable<(string Name, string Value)> rows) =>
        string.Join('\n', rows.Select(row => $"{row.Name}: {row.Value}"));

    private static RgbImage Shrink(RgbImage image, int maxSidePx)
    {
        var scale = (double)maxSidePx / Math.Max(image.Width, image.Height);
        return scale >= 1
            ? image
            : Resize.BilinearAntialiased(
                image,
                Math.Max(1, (int)Math.Round(image.Width * scale)),
                Math.Max(1, (int)Math.Round(image.Height * scale)));
    }
}
