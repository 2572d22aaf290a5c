using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Cli.Tests;

/// <summary>Images, boxes and weights as people have them, from the command line to the result.</summary>
[Collection(TorchCollection.Name)]
public sealed class PredictInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predict_turns_a_picture_as_exif_says_unless_told_otherwise()
    {
        var image = _folder.File("turned.jpg");
        var jpeg = ImageCodec.EncodeJpeg(new RgbImage(96, 64));
        // A note of orientation 6, big-endian, right behind the first marker.
        var note = Convert.FromHexString(
            "FFE100224578696600004D4D002A000000080001011200030000000100060000000000000000"[..72]);
        File.WriteAllBytes(image, [.. jpeg[..2], .. note, .. jpeg[2..]]);
        var weights = SaveWeights(double.NaN, isDamaged: false);

        Predict(weights, image, "--out", _folder.File("upright")).RequireGood();
        Predict(weights, image, "--out", _folder.File("stored"), "--ignore-exif").RequireGood();

        Assert.Equal((64, 96), SizeOf("upright/turned"));
        Assert.Equal((96, 64), SizeOf("stored/turned"));
    }

    [Fact]
    public void Predict_with_weights_that_are_no_numbers_ends_in_one_line()
    {
        var weights = SaveWeights(double.NaN, isDamaged: true);

        var line = Predict(weights, Image(64, 64), "--out", _folder.File("out")).RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("weights.safetensors: ", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("out/picture.json")));
        Assert.False(File.Exists(_folder.File("out/picture.png")));
    }

    [Theory]
    [InlineData("-3e38,0,6e38,50")]
    [InlineData("-3e38,-3e38,3.2e38,3.2e38")]
    [InlineData("3e38,3e38,10,10")]
    [InlineData("nan,0,10,10")]
    [InlineData("0,0,-10,10")]
    [InlineData("0,0,1e-40,1e-40")]
    public void Predict_with_an_absurd_box_ends_in_one_line(string box)
    {
        var result = Predict(
            SaveWeights(0, isDamaged: false), Image(64, 64), $"--box={box}", "--out", _folder.File("out"));

        Assert.NotEqual(0, result.Code);
        Assert.Contains("box: expected", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9000, 1)]
    [InlineData(1, 9000)]
    public void Predict_takes_a_thin_picture(int width, int height)
    {
        Predict(
            SaveWeights(0, isDamaged: false), Image(width, height), "--out", _folder.File("out")).RequireGood();

        Assert.Equal((width, height), SizeOf("out/picture"));
    }

    private static CliResult Predict(string weights, params string[] arguments) =>
        CliRunner.Run(
        [
            "predict", .. arguments, "--weights", weights,
            .. arguments.Any(word => word.StartsWith("--box", StringComparison.Ordinal)) ? Array.Empty<string>() : ["--cropped"],
        ]);

    private (int Width, int Height) SizeOf(string name)
    {
        var path = _folder.File($"{name}.json");
        var prediction = ImageAnalysisJson.Read(File.ReadAllText(path), path);
        return (prediction.WidthPx, prediction.HeightPx);
    }

    private string Image(int width, int height)
    {
        var path = _folder.File("picture.png");
        File.WriteAllBytes(path, ImageCodec.EncodePng(new RgbImage(width, height)));
        return path;
    }

    private string SaveWeights(double value, bool isDamaged)
    {
        var path = _folder.File("weights.safetensors");
        using var model = FaceptorModelFactory.Create(
            FaceptorPresets.Small with
            {
                Tasks = [FaceTasks.AgeMorph2, FaceTasks.Landmarks300W],
                EncoderDim = 16,
                DecoderDim = 16,
            },
            seed: 1);
        if (isDamaged)
        {
            using var quiet = no_grad();
            model.OtherParameters[0].fill_(value);
        }

        FaceptorWeights.Save(model, path);
        return path;
    }
}
