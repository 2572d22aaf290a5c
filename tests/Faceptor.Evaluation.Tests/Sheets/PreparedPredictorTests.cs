using System.Collections.Immutable;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sheets;
using Faceptor.Models;

namespace Faceptor.Evaluation.Tests.Sheets;

public sealed class PreparedPredictorTests
{
    private static readonly FaceTask[] Tasks = [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb];

    [Fact]
    public void Predict_answers_the_task_alone_for_each_picture_as_if_it_came_alone()
    {
        using var model = TinyModels.Create(Tasks);
        var images = new[] { Prepare(model, 100, 80), Prepare(model, 64, 64) };

        var together = Predict(model, FaceTasks.AgeMorph2, images);

        Assert.Equal([(100, 80), (64, 64)], together.Select(prediction => (prediction.WidthPx, prediction.HeightPx)));
        Assert.All(together, prediction => Assert.Empty(prediction.Expressions));
        foreach (var (image, prediction) in images.Zip(together))
        {
            var alone = Predict(model, FaceTasks.AgeMorph2, [image])[0];
            Assert.Equal(alone.Ages[0].Years, prediction.Ages[0].Years, 1e-3);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Predict_leaves_mode_and_tensors_as_they_were(bool isTraining)
    {
        using var model = TinyModels.Create(Tasks);
        model.train(isTraining);
        var image = Prepare(model, 64, 64);

        Assert.Equal(
            0, TensorAssert.LiveDelta(() => Predict(model, FaceTasks.AgeMorph2, [image])));

        Assert.Equal(isTraining, model.training);
    }

    [Fact]
    public void Predict_refuses_a_task_that_the_model_lacks_and_restores_its_mode()
    {
        using var model = TinyModels.Create(Tasks);
        model.train();

        var error = Assert.Throws<ArgumentException>(
            () => Predict(model, FaceTasks.AgeUtkFace, [Prepare(model, 64, 64)]));

        Assert.Contains("age/utkface", error.Message, StringComparison.Ordinal);
        Assert.True(model.training);
    }

    private static ImmutableArray<FacePrediction> Predict(
        FaceptorModel model, FaceTask task, params PreparedImage[] images)
    {
        using var engine = new TorchEngine(model);
        return PreparedPredictor.Predict(engine, task, images);
    }

    private static PreparedImage Prepare(FaceptorModel model, int width, int height)
    {
        var side = model.InputSidePx(FaceTasks.AgeMorph2);
        var sample = new FaceSample("one", TinyModels.Image(width, height), new AgeLabel(30));
        var planes = new float[3 * side * side];
        var prepared = SampleTransforms.ForEvaluation(FaceTasks.AgeMorph2, side, InputNormalization.Released)
            .Prepare(sample, new SeededRandom(), planes);
        return new PreparedImage(sample.Image, prepared.Warp, planes);
    }
}
