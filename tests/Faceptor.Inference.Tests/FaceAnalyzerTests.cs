using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Inference.Tests;

public sealed class FaceAnalyzerTests
{
    private static readonly FaceBox Box = new(20, 30, 100, 110);

    [Fact]
    public void Analyze_answers_every_task_with_its_own_labels()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create([.. FaceTasks.Base]));
        var image = TinyModels.Image(140, 120);

        var prediction = analyzer.Predict(image, Box, TestContext.Current.CancellationToken);

        Assert.Equal((140, 120), (prediction.WidthPx, prediction.HeightPx));
        Assert.Equal(FaceTasks.Landmarks300W.Labels, prediction.Landmarks.Single().Points.Select(point => point.Name));
        Assert.Equal(FaceTasks.ParsingCelebAMaskHq.Labels, prediction.Parsing.Single().Areas.Select(area => area.Name));
        Assert.Equal(
            [FaceTasks.ExpressionAffectNet, FaceTasks.ExpressionRafDb],
            prediction.Expressions.Select(found => found.Task));
        Assert.Equal(
            FaceTasks.AttributesCelebA.Labels, prediction.Attributes.Single().Attributes.Select(found => found.Name));
        Assert.Equal(8, prediction.Identities.Single().Vector.Length);
    }

    [Fact]
    public void Prepare_gives_the_inputs_that_a_prediction_ends_with()
    {
        var model = TinyModels.Create(FaceTasks.AgeMorph2, FaceTasks.Landmarks300W, FaceTasks.ParsingCelebAMaskHq);
        var engine = new RecordingEngine(new TorchEngine(model, ownsModel: true));
        using var analyzer = new FaceAnalyzer(engine, ownsEngine: true);
        var image = TinyModels.Image(140, 120);
        _ = analyzer.Predict(image, Box, TestContext.Current.CancellationToken);
        ModelInput[] seen = [.. engine.Runs[^2], .. engine.Runs[^1]];

        var inputs = analyzer.Prepare(
            new AnalysisRequest(image) { Boxes = [Box] }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            [FaceTasks.Landmarks300W, FaceTasks.AgeMorph2, FaceTasks.ParsingCelebAMaskHq], inputs.Select(input => input.Task));
        Assert.All(inputs.Zip(seen), pair =>
        {
            Assert.Equal(pair.Second.Task, pair.First.Task);
            Assert.Equal(pair.Second.Views, pair.First.Views);
        });
    }

    [Fact]
    public void Prepare_refuses_what_Predict_refuses()
    {
        var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.AgeMorph2));

        var token = TestContext.Current.CancellationToken;
        Assert.Throws<OptionsException>(() => analyzer.Prepare(
            new AnalysisRequest(TinyModels.Image(140, 120)) { Boxes = [new FaceBox(10, 10, 10, 10)] },
            cancellationToken: token));
        analyzer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => analyzer.Prepare(
            new AnalysisRequest(TinyModels.Image(140, 120)) { Boxes = [Box] }, cancellationToken: token));
    }

    [Fact]
    public void Analyze_keeps_every_number_in_its_range()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create([.. FaceTasks.Base]));
        var image = TinyModels.Image(140, 120);

        var prediction = analyzer.Predict(image, Box, TestContext.Current.CancellationToken);

        var age = prediction.Ages.Single();
        Assert.Equal(1, age.Probabilities.Sum(), 1e-5);
        Assert.Equal(age.Probabilities.Select((probability, years) => probability * years).Sum(), age.Years, 1e-9);
        Assert.All(prediction.Expressions, found =>
        {
            Assert.Equal(1, found.Probabilities.Sum(entry => entry.Probability), 1e-5);
            Assert.Equal(
                found.Probabilities.Max(entry => entry.Probability), found.Probabilities[found.TopIndex].Probability);
        });
        Assert.All(prediction.Attributes.Single().Attributes, found =>
        {
            Assert.InRange(found.Probability, 0, 1);
            Assert.Equal(found.Probability > 0.5, found.IsPresent);
        });
        Assert.Equal(1, prediction.Identities.Single().Vector.Sum(value => value * value), 1e-5);
    }

    [Fact]
    public void Analyze_counts_every_pixel_of_the_original_once()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.Landmarks300W, FaceTasks.ParsingCelebAMaskHq));
        var image = TinyModels.Image(140, 120);

        var parsing = analyzer.Predict(image, Box, TestContext.Current.CancellationToken).Parsing.Single();

        Assert.Equal((140, 120), (parsing.Map!.Width, parsing.Map.Height));
        Assert.Equal(140 * 120, parsing.Areas.Sum(area => area.AreaPx));
        Assert.Equal(1, parsing.Areas.Sum(area => area.ShareRatio), 1e-9);
        Assert.Equal(parsing.Areas[2].AreaPx, parsing.Map.Classes.LongCount(value => value == 2));
    }

    [Fact]
    public void Analyze_puts_points_into_the_crop_around_the_box()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.Landmarks300W));
        var image = TinyModels.Image(140, 120);

        var prediction = analyzer.Predict(image, Box, TestContext.Current.CancellationToken);

        // The crop is the box divided by the test scale of 0.8; an average over its pixels cannot leave it.
        Assert.All(prediction.Landmarks.Single().Points, point =>
        {
            Assert.InRange(point.X, 20, 120);
            Assert.InRange(point.Y, 10, 110);
        });
    }

    [Fact]
    public void Analyze_moves_with_the_picture()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.Landmarks300W));
        var image = TinyModels.Image(90, 80);
        var wide = new Faceptor.Imaging.RgbImage(130, 80);
        for (var y = 0; y < 80; y++)
        {
            image.Row(y).CopyTo(wide.Row(y)[(40 * 3)..]);
        }

        var token = TestContext.Current.CancellationToken;
        var before = analyzer.Predict(image, new FaceBox(20, 25, 60, 65), token).Landmarks.Single().Points;
        var after = analyzer.Predict(wide, new FaceBox(20, 65, 60, 105), token).Landmarks.Single().Points;

        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First.X + 40, pair.Second.X, 0.01));
        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First.Y, pair.Second.Y, 0.01));
    }

    [Fact]
    public void Analyze_leaves_families_empty_that_the_model_lacks()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.AgeMorph2));

        var prediction = analyzer.Predict(
            TinyModels.Image(50, 70), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Single(prediction.Ages);
        Assert.Empty(prediction.Landmarks);
        Assert.Empty(prediction.Parsing);
        Assert.Empty(prediction.Expressions);
        Assert.Empty(prediction.Attributes);
        Assert.Empty(prediction.Identities);
    }

    [Fact]
    public void A_cropped_image_is_its_central_square()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.AgeMorph2));

        var prediction = analyzer.Predict(
            TinyModels.Image(50, 70), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new FaceBox(10, 0, 60, 50), prediction.Box);
    }

    [Fact]
    public void Analyze_handles_every_known_task()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create([.. FaceTasks.All]));

        var prediction = analyzer.Predict(
            TinyModels.Image(100, 100), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([19, 29, 68, 98], prediction.Landmarks.Select(found => found.Points.Length).Order());
        Assert.Equal(2, prediction.Parsing.Length);
        Assert.Equal(2, prediction.Attributes.Length);
    }

    [Theory]
    [InlineData(200, 10, 20, 20)]
    [InlineData(-30, 10, 20, 20)]
    [InlineData(10, 10, 0, 20)]
    [InlineData(10, 10, 20, -5)]
    [InlineData(float.NaN, 10, 20, 20)]
    public void Analyze_rejects_boxes_that_show_nothing(float x, float y, float width, float height)
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.AgeMorph2));

        var error = Assert.Throws<OptionsException>(() => analyzer.Predict(
            TinyModels.Image(100, 80), new FaceBox(y, x, y + height, x + width),
            TestContext.Current.CancellationToken));

        Assert.StartsWith("box: expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_takes_a_box_that_reaches_over_the_edge()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.AgeMorph2));

        var prediction = analyzer.Predict(
            TinyModels.Image(100, 80), new FaceBox(-20, -20, 30, 40), TestContext.Current.CancellationToken);

        Assert.Equal(new FaceBox(-25, -20, 35, 40), prediction.Box);
    }

    [Fact]
    public void Analyze_leaks_no_tensor()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create([.. FaceTasks.Base]));
        var image = TinyModels.Image(60, 60);

        var delta = TensorAssert.LiveDelta(
            () => analyzer.Predict(image, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(0, delta);
    }

    [Fact]
    public void A_Naive_Faceptor_answers_for_every_family()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.CreateNaive([.. FaceTasks.Base]));

        var face = analyzer.Predict(
            TinyModels.Image(90, 70), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(68, face.Landmarks.Single().Points.Length);
        Assert.Equal((90, 70), (face.Parsing.Single().Map!.Width, face.Parsing.Single().Map!.Height));
        Assert.Equal(1, face.Ages.Single().Probabilities.Sum(), 1e-4);
        Assert.Equal(2, face.Expressions.Length);
        Assert.Equal(40, face.Attributes.Single().Attributes.Length);
        Assert.Equal(8, face.Identities.Single().Vector.Length);
    }

    [Fact]
    public void Analyze_stops_when_cancelled()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.AgeMorph2));

        Assert.Throws<OperationCanceledException>(
            () => analyzer.Predict(TinyModels.Image(60, 60), cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public void Load_predicts_what_the_saved_model_predicts()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyModels.Create(FaceTasks.AgeMorph2, FaceTasks.Landmarks300W);
        FaceptorWeights.Save(model, folder.File("weights.safetensors"));
        using var saved = new FaceAnalyzer(new TorchEngine(model), ownsEngine: true);
        var token = TestContext.Current.CancellationToken;

        using var loaded = new FaceAnalyzer(TorchEngine.Load(folder.File("weights.safetensors")), ownsEngine: true);

        var image = TinyModels.Image(60, 60);
        Assert.Equal(
            saved.Predict(
                image, cancellationToken: token).Ages[0].Years, loaded.Predict(
                    image, cancellationToken: token).Ages[0].Years);
    }
}
