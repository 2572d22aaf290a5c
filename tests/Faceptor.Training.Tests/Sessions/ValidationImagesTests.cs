using Faceptor.Data.Datasets;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Sessions;
using Faceptor.Models;
using Faceptor.Training.Progress;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Tests.Sessions;

public sealed class ValidationImagesTests
{
    private static readonly FaceTask[] AllFamilies =
    [
        FaceTasks.Landmarks300W, FaceTasks.ParsingCelebAMaskHq, FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb,
        FaceTasks.AttributesCelebA, FaceTasks.IdentityMs1mV3,
    ];

    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    [Fact]
    public void Look_shows_pictures_of_every_family_with_truth_and_prediction()
    {
        using var images = new PreviewSamples(Data, AllFamilies, numPerSet: 2);
        using var model = Model();

        var cards = images.Look(model).Cards;

        var numSets = AllFamilies.Length - 1 + VerificationSet.FindAll(Data).Length;
        Assert.Equal(numSets, cards.Select(card => card.Dataset).Distinct().Count());
        Assert.All(cards, card => Assert.NotEmpty(card.Comparison.Truth));
        Assert.All(cards, card => Assert.NotEmpty(card.Comparison.Prediction));
        Assert.All(
            cards,
            card => Assert.Equal(
                card.Dataset.StartsWith("verification", StringComparison.Ordinal) ? 2 : 1, card.Images.Length));
    }

    [Fact]
    public void Look_is_the_same_for_the_same_weights()
    {
        using var images = new PreviewSamples(Data, AllFamilies, numPerSet: 2);
        using var model = Model();

        var (first, second) = (images.Look(model).Cards, images.Look(model).Cards);

        Assert.Equal(first.Select(card => card.Comparison), second.Select(card => card.Comparison));
        Assert.All(
            first.Zip(second), pair => Assert.Equal(pair.First.Images[0].Pixels, pair.Second.Images[0].Pixels));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Look_leaves_the_model_in_its_mode_and_no_tensor_behind(bool isTraining)
    {
        using var images = new PreviewSamples(Data, AllFamilies, numPerSet: 2);
        using var model = Model(withLayerAttention: true);
        model.train(isTraining);

        Assert.Equal(0, TensorAssert.LiveDelta(() => images.Look(model)));

        Assert.Equal(isTraining, model.training);
        Assert.All(model.modules(), module => Assert.Equal(isTraining, module.training));
    }

    [Fact]
    public void A_prediction_says_what_the_evaluation_of_the_same_picture_scores()
    {
        using var images = new PreviewSamples(Data, [FaceTasks.AgeMorph2], numPerSet: int.MaxValue);
        using var model = Model();
        var evaluation = DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, Data, "test");
        var source = new DatasetEvaluationSource(
            new EvaluationSet(evaluation, evaluation), model, batchSize: 4);

        var cards = images.Look(model).Cards;
        var score = FaceEvaluators.For(TaskFamily.Age).Evaluate(
            model, source, TestContext.Current.CancellationToken)[0];

        static double Years(string text) => double.Parse(
            text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var error = cards.Average(card => Math.Abs(Years(card.Comparison.Truth) - Years(card.Comparison.Prediction)));
        Assert.Equal("mae_years", score.Metric);

        // Cards give ages with one digit behind the point.
        Assert.Equal(score.Value, error, 0.06);
    }

    [Fact]
    public void Preferences_are_read_of_tasks_whose_layer_attention_is_on()
    {
        using var images = new PreviewSamples(
            Data, [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb, FaceTasks.Landmarks300W], numPerSet: 2);
        using var model = Model(withLayerAttention: true);
        model.SwitchLayerAttention(FaceTasks.ExpressionRafDb, isOn: false);

        var preference = Assert.Single(images.Look(model).Preferences);

        Assert.Equal(FaceTasks.AgeMorph2, preference.Task);
        Assert.All(preference.Mass, shares => Assert.Equal(1, shares.Sum(), 1e-4));
    }

    [Fact]
    public void Observers_of_one_evaluation_share_one_look()
    {
        using var images = new PreviewSamples(Data, [FaceTasks.AgeMorph2], numPerSet: 2);
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        var first = new TrainingEvaluation(10, 20, [], model);

        Assert.Same(images.Look(first), images.Look(first));
        Assert.NotSame(images.Look(first), images.Look(first with { Step = 20 }));
    }

    private static FaceptorModel Model(bool withLayerAttention = false)
    {
        var model = TinyModels.Create(AllFamilies);
        if (withLayerAttention)
        {
            model.AddLayerAttention(FaceTasks.AgeMorph2);
            model.AddLayerAttention(FaceTasks.ExpressionRafDb);
        }

        return model;
    }
}
