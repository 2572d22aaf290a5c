using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Inference.Tests;

public sealed class AbsurdInputTests
{
    [Fact]
    public void Every_box_of_absurd_edges_ends_in_a_prediction_of_numbers_or_an_options_exception()
    {
        float[] edges =
        [
            float.NaN, float.NegativeInfinity, float.PositiveInfinity, float.MinValue, float.MaxValue, -3e38f, 3e38f,
            -1e20f, 1e20f, -1e6f, 1e6f, -1, 0, float.Epsilon, 1e-20f, 0.5f, 20, 100,
        ];
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.Landmarks300W));
        var image = TinyModels.Image(30, 20);
        var (numRefused, numAnswered) = (0, 0);
        foreach (var left in edges)
        {
            foreach (var right in edges)
            {
                FaceBox[] boxes = [new(left, left, right, right), new(0, left, 20, right), new(left, 0, right, 20)];
                foreach (var box in boxes)
                {
                    try
                    {
                        var found = analyzer.Predict(image, box, TestContext.Current.CancellationToken);
                        Assert.All(
                            found.Landmarks[0].Points, point => Assert.True(float.IsFinite(point.X + point.Y)));
                        numAnswered++;
                    }
                    catch (OptionsException error)
                    {
                        Assert.StartsWith("box: expected", error.Message, StringComparison.Ordinal);
                        Assert.Contains("give x,y,width,height", error.Message, StringComparison.Ordinal);
                        numRefused++;
                    }
                }
            }
        }

        Assert.True(numAnswered >= 9 && numRefused > 800, $"{numAnswered} answered, {numRefused} refused");
    }

    [Theory]
    [InlineData(9000, 1)]
    [InlineData(1, 9000)]
    [InlineData(100_000, 1)]
    [InlineData(2, 30_000)]
    [InlineData(1, 1)]
    public void Thin_pictures_are_answered_and_drawn(int width, int height)
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create([.. FaceTasks.Base]));
        var image = TinyModels.Image(width, height);

        var prediction = analyzer.Predict(image, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((long)width * height, prediction.Parsing.Single().Areas.Sum(area => area.AreaPx));
        var drawing = Overlay.Draw(image, prediction);
        Assert.Equal(width * Overlay.ScaleOf(image), drawing.Width);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Weights_that_are_no_numbers_end_in_one_error_that_names_the_file(double value)
    {
        foreach (var task in FaceTasks.Base)
        {
            using var model = TinyModels.Create(task);
            using (no_grad())
            {
                foreach (var parameter in model.EncoderParameters)
                {
                    parameter.fill_(value);
                }
            }

            using var analyzer = new FaceAnalyzer(new TorchEngine(model), ownsEngine: true);
            var error = Assert.Throws<CheckpointException>(() => analyzer.Predict(
                TinyModels.Image(30, 20), cancellationToken: TestContext.Current.CancellationToken));

            Assert.Equal(
                $"the model: the network answers {task} with numbers that are not finite, so its weights are damaged "
                + "or came from a training that failed; load another weight file, or an earlier checkpoint of the run.",
                error.Message);
        }
    }

    [Fact]
    public void Resizing_to_or_from_what_memory_does_not_hold_is_refused()
    {
        var thin = new RgbImage(1, 20_000_000);

        foreach (var resize in (Func<RgbImage, int, int, RgbImage>[])
            [Resize.Bilinear, Resize.BilinearAntialiased, Resize.BicubicAntialiased])
        {
            Assert.Contains(
                "cut the image into parts",
                Assert.Throws<ArgumentException>(() => resize(thin, 112, 112)).Message,
                StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => resize(new RgbImage(9000, 1), 1_008_000, 112));
            Assert.Equal(112, resize(new RgbImage(60_000, 1), 112, 112).Height);
            Assert.Equal(112, resize(new RgbImage(1, 60_000), 112, 112).Width);
        }
    }
}
