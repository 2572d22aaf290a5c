namespace Faceptor.Interactive;

/// <summary>Several images as a notebook shows them.</summary>
internal static class ImageRowView
{
    private const int SidePx = 192;

    public static string Html(ImageRow row) => Interactive.Html.Row(
        row.Images.Select(entry =>
            Interactive.Html.Image(entry.Image, entry.Caption, SidePx) + $"<div>{Interactive.Html.Encode(entry.Caption)}</div>"));

    public static string Text(ImageRow row) => string.Join(
        '\n',
        row.Images.Select(entry => Interactive.Html.Invariant(
            $"{entry.Caption} ({entry.Image.Width} x {entry.Image.Height} pixels)")));
}
