using System.Text.RegularExpressions;
using Faceptor.Imaging;
using Microsoft.DotNet.Interactive.Formatting;
using static TorchSharp.torch;

namespace Faceptor.Interactive.Tests;

public sealed partial class FaceptorFormattersTests
{
    private static readonly FaceBox Box = new(10, 20, 50, 70);

    public FaceptorFormattersTests() => FaceptorFormatters.Register();

    public static TheoryData<Type> Types =>
    [
        typeof(FacePrediction), typeof(PredictedImage), typeof(RgbImage), typeof(LabelMap), typeof(ParsingPrediction),
        typeof(HeatMap), typeof(ImageRow), typeof(Tensor), typeof(TorchSharp.Modules.Parameter),
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Pages_get_html_first(Type type) =>
        Assert.Equal(HtmlFormatter.MimeType, Formatter.GetPreferredMimeTypesFor(type).First());

    [Fact]
    public void An_image_is_a_png_of_its_own_pixels()
    {
        var image = new RgbImage(3, 2);
        image.Pixels[4] = 200;

        var decoded = ImageCodec.Decode(ImagesIn(Html(image)).Single(), "the page");

        Assert.Equal(image.Pixels, decoded.Pixels);
        Assert.Equal("image, 3 x 2 pixels", Text(image));
    }

    [Fact]
    public void A_large_image_is_shown_smaller_and_within_what_notebooks_keep()
    {
        var image = new RgbImage(900, 600);
        new Random(1).NextBytes(image.Pixels);

        var encoded = ImagesIn(Html(image)).Single();

        var decoded = ImageCodec.Decode(encoded, "the page");
        Assert.Equal((Interactive.Html.MaxSidePx, 213), (decoded.Width, decoded.Height));
        Assert.InRange(encoded.Length, 1, 150_000);
    }

    [Fact]
    public void A_prediction_is_a_row_a_task()
    {
        var html = Html(Prediction());
        var text = Text(Prediction());

        Assert.Contains("<th style=\"text-align:left\">age/morph2</th>", html, StringComparison.Ordinal);
        Assert.Empty(ImagesIn(html));
        Assert.Equal(
            """
            face: left 20, top 10, 50 x 40 of 100 x 80 pixels
            parsing/lapa: skin 75 %, background 25 %
            age/morph2: looks 30 years old
            attributes/custom: <b>hat</b> 90 %
            identity/ms1mv3: a vector of 2 numbers
            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void Labels_of_a_weight_file_cannot_bring_html()
    {
        var html = Html(Prediction());

        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;hat&lt;/b&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prediction_with_its_image_is_drawn()
    {
        var html = Html(new PredictedImage(new RgbImage(100, 80), Prediction()));

        Assert.Single(ImagesIn(html));
        Assert.Contains("looks 30 years old", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_map_has_a_colour_and_a_line_for_each_class_that_is_there()
    {
        var map = new LabelMap(2, 2, [0, 7, 7, 7]);

        var html = Html(map);

        var drawn = ImageCodec.Decode(ImagesIn(html).Single(), "the page");
        Assert.Equal(2, Enumerable.Range(0, 4).Select(pixel => drawn.Pixels[3 * pixel]).Distinct().Count());
        Assert.Equal("label map, 2 x 2 pixels\nclass 0: 25.0 %\nclass 7: 75.0 %", Text(map));
        Assert.Contains("<td>75.0 %</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Parsing_has_the_names_and_colours_of_its_schema()
    {
        var html = Html(Prediction().Parsing[0]);

        var skin = ParsingSchema.LaPa.Classes[1];
        var drawn = ImageCodec.Decode(ImagesIn(html).Single(), "the page");
        Assert.Equal([skin.Red, skin.Green, skin.Blue], drawn.Pixels[3..6]);
        Assert.Contains(skin.Title, html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heat_map_is_dark_where_numbers_are_small()
    {
        using var values = tensor(new float[] { 0, 1, 2, 3 }, [2, 2]);
        var map = new HeatMap(values);

        var drawn = ImageCodec.Decode(ImagesIn(Html(map)).Single(), "the page");

        Assert.Equal("heat map, 2 x 2, 0 (dark) to 3 (light)", Text(map));
        Assert.True(Brightness(drawn, 1, 1) < Brightness(drawn, drawn.Width - 1, 1));
        Assert.True(Brightness(drawn, drawn.Width - 1, 1) < Brightness(drawn, drawn.Width - 1, drawn.Height - 1));
    }

    [Fact]
    public void A_heat_map_over_an_image_is_as_large_as_it()
    {
        using var values = rand(3, 5);
        var map = new HeatMap(values, new RgbImage(40, 30));

        var drawn = ImageCodec.Decode(ImagesIn(Html(map)).Single(), "the page");

        Assert.Equal((40, 30), (drawn.Width, drawn.Height));
    }

    [Theory]
    [InlineData(2, 2, 192)]
    [InlineData(8, 2, 768)]
    [InlineData(1024, 2, 768)]
    [InlineData(2, 1024, 1)]
    public void A_heat_map_is_at_most_four_times_as_high_as_wide(int numRows, int numColumns, int heightPx)
    {
        using var values = rand(numRows, numColumns);

        var drawn = HeatMapView.Draw(new HeatMap(values));

        Assert.Equal((192, heightPx), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void A_heat_map_without_finite_numbers_says_so()
    {
        using var values = full(2, 2, float.NaN);

        Assert.Contains("no finite value", Text(new HeatMap(values)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_heat_map_takes_two_dimensions()
    {
        using var values = zeros(2, 3, 4);

        var error = Assert.Throws<ArgumentException>(() => new HeatMap(values));

        Assert.Contains("expected numbers [H, W], got [2, 3, 4]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_says_what_it_is_and_lists_no_numbers()
    {
        using var values = tensor(new float[] { -1, 0, 4, float.NaN }).view(1, 4, 1).requires_grad_();

        Assert.Equal(
            """
            shape: [1, 4, 1]
            type: Float32
            device: cpu
            gradient: required
            range: -1 to 4, mean 1
            not finite: 1 of 4
            """.ReplaceLineEndings("\n"),
            Text(values));
        Assert.Empty(ImagesIn(Html(values)));
    }

    [Theory]
    [InlineData("cpu", 4, 6, 1)]
    [InlineData("cpu", 1, 6, 0)]
    [InlineData("cpu", 2000, 6, 0)]
    [InlineData("meta", 4, 6, 0)]
    public void A_matrix_of_numbers_is_a_picture_too(string device, int numRows, int numColumns, int numPictures)
    {
        using var values = zeros(numRows, numColumns, device: device);

        Assert.Equal(numPictures, ImagesIn(Html(values)).Count());
    }

    [Fact]
    public void Tensors_without_numbers_are_shown()
    {
        using var empty = zeros(0, 3);
        using var complex = zeros(2, 2, dtype: ScalarType.ComplexFloat32);
        using var flags = ones(3, dtype: ScalarType.Bool);
        var disposed = zeros(1);
        disposed.Dispose();

        Assert.Equal("shape: [0, 3]\ntype: Float32\ndevice: cpu", Text(empty));
        Assert.Equal("shape: [2, 2]\ntype: ComplexFloat32\ndevice: cpu", Text(complex));
        Assert.Contains("range: 1 to 1", Text(flags), StringComparison.Ordinal);
        Assert.Equal("tensor: disposed", Text(disposed));
    }

    [Fact]
    public void Showing_a_tensor_leaves_no_tensor_behind()
    {
        using var values = rand(4, 6);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        _ = Html(values);

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Images_stand_side_by_side_with_their_lines()
    {
        var row = new ImageRow((new RgbImage(2, 2), "first"), (new RgbImage(4, 2), "a < b"));

        var html = Html(row);

        Assert.Equal(2, ImagesIn(html).Count());
        Assert.Contains("<div>a &lt; b</div>", html, StringComparison.Ordinal);
        Assert.Equal("first (2 x 2 pixels)\na < b (4 x 2 pixels)", Text(row));
    }

    private static FacePrediction Prediction()
    {
        var hats = new FaceTask("attributes/custom", TaskFamily.Attributes, "Custom", ["<b>hat</b>", "scarf"]);
        return new FacePrediction(100, 80, Box)
        {
            Parsing =
            [
                new ParsingPrediction(
                    FaceTasks.ParsingLaPa,
                    [
                        new ClassArea("background", "background", 1, 0.25),
                        new ClassArea("skin", "skin", 3, 0.75),
                        new ClassArea("hair", "hair", 0, 0),
                    ])
                {
                    Map = new LabelMap(2, 2, [0, 1, 1, 1]),
                },
            ],
            Ages = [new AgePrediction(FaceTasks.AgeMorph2, 30.2, [])],
            Attributes =
            [
                new AttributesPrediction(
                    hats, [new AttributeProbability("<b>hat</b>", 0.9, true), new AttributeProbability("scarf", 0.2, false)]),
            ],
            Identities = [new IdentityPrediction(FaceTasks.IdentityMs1mV3, [0.6f, 0.8f])],
        };
    }

    private static int Brightness(RgbImage image, int x, int y) =>
        image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3).ToArray().Sum(value => value);

    private static string Html(object value) => Formatter.ToDisplayString(value, HtmlFormatter.MimeType);

    private static string Text(object value) =>
        Formatter.ToDisplayString(value, PlainTextFormatter.MimeType).ReplaceLineEndings("\n");

    private static IEnumerable<byte[]> ImagesIn(string html) =>
        Source().Matches(html).Select(match => Convert.FromBase64String(match.Groups["data"].Value));

    [GeneratedRegex("<img [^>]*src=\"data:image/(png|jpeg);base64,(?<data>[^\"]*)\">")]
    private static partial Regex Source();
}
