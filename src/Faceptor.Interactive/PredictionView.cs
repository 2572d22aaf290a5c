using Faceptor.Imaging.Drawing;

namespace Faceptor.Interactive;

/// <summary>A prediction as a notebook shows it: a row a task, and the drawing where the image is known.</summary>
internal static class PredictionView
{
    private const int MaxNames = 8;

    public static string Html(FacePrediction prediction) => Interactive.Html.Table(Rows(prediction));

    public static string Html(PredictedImage shown) => Interactive.Html.Row(
        [
            Interactive.Html.Image(Overlay.Draw(shown.Image, shown.Prediction), "the image with the prediction drawn"),
            Html(shown.Prediction),
        ]);

    public static string Text(FacePrediction prediction) => Interactive.Html.Lines(Rows(prediction));

    private static IEnumerable<(string Name, string Value)> Rows(FacePrediction prediction)
    {
        var box = prediction.Box;
        yield return (
            "face",
            Invariant(
                $"left {box.Left:F0}, top {box.Top:F0}, {box.Width:F0} x {box.Height:F0} of {prediction.WidthPx} x {prediction.HeightPx} pixels"));
        foreach (var found in prediction.Landmarks)
        {
            yield return (found.Task.Id, Invariant($"{found.Points.Length} points"));
        }

        foreach (var found in prediction.Parsing)
        {
            yield return (found.Task.Id, Names(found.Areas
                .Where(area => area.AreaPx > 0)
                .OrderByDescending(area => area.AreaPx)
                .Select(area => $"{area.Title} {Percent(area.ShareRatio)}")));
        }

        foreach (var found in prediction.Ages)
        {
            yield return (found.Task.Id, Invariant($"looks {found.Years:F0} years old"));
        }

        foreach (var found in prediction.Expressions)
        {
            yield return (
                found.Task.Id, $"{found.Top} {Percent(found.Probabilities[found.TopIndex].Probability)}");
        }

        foreach (var found in prediction.Attributes)
        {
            yield return (found.Task.Id, Names(found.Attributes
                .Where(attribute => attribute.IsPresent)
                .OrderByDescending(attribute => attribute.Probability)
                .Select(attribute => $"{attribute.Name} {Percent(attribute.Probability)}")));
        }

        foreach (var found in prediction.Identities)
        {
            yield return (found.Task.Id, Invariant($"a vector of {found.Vector.Length} numbers"));
        }

        if (prediction.LearnedFrom is { } learned)
        {
            yield return ("learned from", learned.Summary);
        }
    }

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length switch
        {
            0 => "none",
            > MaxNames => Invariant($"{string.Join(", ", all.Take(MaxNames))} and {all.Length - MaxNames} more"),
            _ => string.Join(", ", all),
        };
    }

    private static string Percent(double ratio) => Invariant($"{100 * ratio:F0} %");

    private static string Invariant(FormattableString text) => Interactive.Html.Invariant(text);
}
