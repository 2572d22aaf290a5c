using Faceptor.Imaging;
using Microsoft.DotNet.Interactive.Formatting;
using static TorchSharp.torch;

namespace Faceptor.Interactive;

/// <summary>
/// What a notebook shows of Faceptor's types: HTML with images inside, and plain text for front ends without HTML.
/// </summary>
/// <remarks>A notebook that loads the package by <c>#r "nuget: Faceptor.Interactive"</c> has them without a call.</remarks>
public static class FaceptorFormatters
{
    /// <summary>
    /// Registers the formatters of <see cref="FacePrediction"/>, <see cref="PredictedImage"/>, <see cref="RgbImage"/>,
    /// <see cref="LabelMap"/>, <see cref="ParsingPrediction"/>, <see cref="HeatMap"/>, <see cref="ImageRow"/> and
    /// <see cref="Tensor"/>. Calling it again changes nothing.
    /// </summary>
    public static void Register()
    {
        Add<FacePrediction>(PredictionView.Html, PredictionView.Text);
        Add<PredictedImage>(PredictionView.Html, shown => PredictionView.Text(shown.Prediction));
        Add<RgbImage>(image => Html.Image(image, Text(image)), Text);
        Add<LabelMap>(map => LabelMapView.Html(map, schema: null), map => LabelMapView.Text(map, schema: null));
        Add<ParsingPrediction>(LabelMapView.Html, LabelMapView.Text);
        Add<HeatMap>(HeatMapView.Html, HeatMapView.Text);
        Add<ImageRow>(ImageRowView.Html, ImageRowView.Text);
        Add<Tensor>(TensorView.Html, TensorView.Text);
    }

    private static string Text(RgbImage image) => Html.Invariant($"image, {image.Width} x {image.Height} pixels");

    private static void Add<T>(Func<T, string> html, Func<T, string> text)
    {
        Formatter.Register<T>((value, writer) => writer.Write(html(value)), HtmlFormatter.MimeType);
        Formatter.Register<T>((value, writer) => writer.Write(text(value)), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }
}
