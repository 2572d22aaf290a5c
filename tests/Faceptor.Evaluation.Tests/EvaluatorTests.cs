using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Heads;
using Faceptor.Data.Datasets;
using static TorchSharp.torch;

namespace Faceptor.Evaluation.Tests;

public sealed class EvaluatorTests
{
    private const double Tolerance = 1e-5;
    private const float Certain = 50;

    [Fact]
    public void Landmarks_are_scored_in_the_picture_and_against_the_mean_shape_in_the_box()
    {
        // Every heatmap peaks in cell (3, 2) of 8 x 8: network pixel (6.5, 4.5), image pixel (29.5, 33.5).
        using var model = Scripted(FaceTasks.LandmarksAflw19, images => Peaks(images.size(0), 19, column: 3, row: 2));
        var box = new FaceBox(Top: 20, Left: 10, Bottom: 60, Right: 40);
        var truth = new LandmarkLabel([.. Enumerable.Repeat(new Vector2(29.5f + 4, 33.5f + 3), 19)], box);
        var training = new LandmarkLabel([.. Enumerable.Repeat(new Vector2(50, 50), 19)], new FaceBox(0, 0, 100, 100));
        var source = new FakeSource(
            FaceTasks.LandmarksAflw19,
            [Spread(truth), Spread(truth), Spread(truth)],
            [training],
            new ScaleAndShift(3, new Vector2(10, 20)));

        var records = new LandmarkEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken);

        var diagonal = records[0];
        Assert.Equal(("nme/box-diagonal", false, 3L), (diagonal.Metric, diagonal.HigherIsBetter, diagonal.Samples));
        NearAssert.Relative(MeanDistance(29.5, 33.5) / 50, diagonal.Value, Tolerance);
        NearAssert.Relative(MeanDistance(25, 40) / 50, diagonal.Baseline!.Value, Tolerance);
        Assert.True(diagonal.BeatsBaseline);

        double MeanDistance(double x, double y) =>
            Spread(truth).Points.Average(point => double.Hypot(point.X - x, point.Y - y));
    }

    [Fact]
    public void Coinciding_eye_corners_are_reported_with_their_sample()
    {
        using var model = Scripted(FaceTasks.Landmarks300W, images => Peaks(images.size(0), 68, column: 3, row: 2));
        var box = new FaceBox(Top: 20, Left: 10, Bottom: 60, Right: 40);
        var good = Spread(new LandmarkLabel([.. Enumerable.Repeat(new Vector2(30, 30), 68)], box));
        var collapsed = good with { Points = good.Points.SetItem(45, good.Points[36]) };
        var source = new FakeSource(
            FaceTasks.Landmarks300W, [good, collapsed], [good], new ScaleAndShift(3, new Vector2(10, 20)));

        var error = Assert.Throws<DatasetException>(
            () => new LandmarkEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken));

        Assert.Equal(
            "landmarks/300w: sample face 1: the points that 'inter-ocular' goes between must lie apart, because errors "
            + "are divided by their distance; it is 0 pixels. Correct the label or remove the sample from the list.",
            error.Message);
    }

    [Fact]
    public void Profile_faces_of_AFLW_are_left_out_of_the_measures_between_eyes_only()
    {
        using var model = Scripted(FaceTasks.LandmarksAflw19, images => Peaks(images.size(0), 19, column: 3, row: 2));
        var box = new FaceBox(Top: 20, Left: 10, Bottom: 60, Right: 40);
        var good = Spread(new LandmarkLabel([.. Enumerable.Repeat(new Vector2(30, 30), 19)], box));
        var profile = good with { Points = good.Points.SetItem(11, good.Points[6]) };
        var source = new FakeSource(
            FaceTasks.LandmarksAflw19, [good, profile], [good], new ScaleAndShift(3, new Vector2(10, 20)));

        var records = new LandmarkEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken);

        var samples = records.ToDictionary(record => record.Metric, record => record.Samples);
        Assert.Equal(2, samples["nme/box-diagonal"]);
        Assert.Equal(1, samples["nme/inter-ocular"]);
        Assert.Equal(2, samples["nme/inter-pupil"]);
    }

    [Fact]
    public void Parsing_is_scored_at_the_size_of_the_label_map_with_background_outside_the_crop()
    {
        using var model = Scripted(FaceTasks.ParsingLaPa, images => Maps(images.size(0), 11, always: 2));
        var source = new FakeSource(
            FaceTasks.ParsingLaPa,
            [Square(24, 24, 4, 20, 2), Square(24, 24, 4, 20, 2)],
            [Square(24, 24, 0, 0, 2), Square(12, 12, 6, 12, 3)],
            new ScaleAndShift(1, new Vector2(4, 4)));

        var records = new ParsingEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken);

        Assert.Equal("f1/mean", records[0].Metric);
        NearAssert.Relative(1.0, records[0].Value, Tolerance);
        Assert.Equal(0.0, records[0].Baseline);
        Assert.Equal((1.0, "f1/lb"), (records[3].Value, records[3].Metric));
    }

    [Fact]
    public void Parsing_without_a_transform_resizes_the_logits_to_the_label_map()
    {
        using var model = Scripted(FaceTasks.ParsingLaPa, images => Maps(images.size(0), 11, always: 2));
        var source = new FakeSource(FaceTasks.ParsingLaPa, [Square(30, 20, 0, 20, 2)], [Square(30, 20, 0, 20, 2)]);

        var records = new ParsingEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken);

        // 400 of 600 pixels are class 2, and all are predicted so: F1 is 2 * 400 / (400 + 600).
        NearAssert.Relative(0.8, records[3].Value, Tolerance);
        NearAssert.Relative(1.0, records[3].Baseline!.Value, Tolerance);
        Assert.False(records[0].BeatsBaseline);
    }

    [Fact]
    public void Ages_are_scored_against_the_mean_training_age()
    {
        using var model = Scripted(FaceTasks.AgeMorph2, _ => Rows(101, 25, 33));
        var source = new FakeSource(
            FaceTasks.AgeMorph2,
            [new AgeLabel(25), new AgeLabel(30)],
            [new AgeLabel(20), new AgeLabel(41), new AgeLabel(29)]);

        var records = new AgeEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken);

        Assert.Equal(["mae_years", "cs_5", "epsilon_error_3"], records.Select(record => record.Metric));
        NearAssert.Relative(1.5, records[0].Value, Tolerance);
        NearAssert.Relative(2.5, records[0].Baseline!.Value, Tolerance);
        NearAssert.Relative((1 - Math.Exp(-0.5)) / 2, records[2].Value, Tolerance);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Answers_that_are_no_numbers_have_no_score(float answer)
    {
        using var model = Scripted(FaceTasks.AgeMorph2, _ => full([2, 101], answer));
        var source = new FakeSource(
            FaceTasks.AgeMorph2, [new AgeLabel(25), new AgeLabel(30)], [new AgeLabel(20), new AgeLabel(41)]);

        var error = Assert.Throws<FaceptorException>(
            () => new AgeEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken));

        Assert.StartsWith("age/morph2: the network answers with numbers that are not finite", error.Message);
    }

    /// <summary>Logits 0 at 20 and ln 3 at 40: sigmoids share 2 to 3, a softmax 1 to 3.</summary>
    [Theory]
    [InlineData(AgeActivation.NormalizedSigmoid, 32)]
    [InlineData(AgeActivation.Softmax, 35)]
    public void Ages_are_read_as_the_output_says(AgeActivation activation, int years)
    {
        using var model = new ScriptedFaceModel(FaceTasks.AgeMorph2, _ =>
        {
            var logits = full([1, 101], -Certain);
            logits[0, 20] = 0f;
            logits[0, 40] = (float)Math.Log(3);
            return logits;
        })
        {
            AgeActivation = activation,
        };
        var source = new FakeSource(FaceTasks.AgeMorph2, [new AgeLabel(years)], [new AgeLabel(20)]);

        var records = new AgeEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken);

        Assert.InRange(records[0].Value, 0, 1e-3);
    }

    [Fact]
    public void Expressions_are_scored_against_the_most_frequent_training_class()
    {
        using var model = Scripted(FaceTasks.ExpressionRafDb, _ => Rows(7, (int)Expression.Sad, (int)Expression.Anger));
        var source = new FakeSource(
            FaceTasks.ExpressionRafDb,
            Labels(Expression.Sad, Expression.Anger, Expression.Happy, Expression.Anger),
            Labels(Expression.Happy, Expression.Sad, Expression.Happy));

        var record = Assert.Single(
            new ExpressionEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken));

        Assert.Equal(new MetricRecord("expression/raf-db", "test", "accuracy", 0.75, 0.25, true, 4), record);
    }

    [Fact]
    public void Attributes_are_scored_against_the_more_frequent_training_answer()
    {
        var task = new FaceTask("attributes/three", TaskFamily.Attributes, "Three", ["hat", "glasses", "beard"]);
        using var model = Scripted(task, _ => tensor(new[] { 1f, -1f, 1f, 1f, 1f, -1f }, [2, 3]));
        var source = new FakeSource(
            task,
            [new AttributesLabel([1, 0, 1]), new AttributesLabel([0, -1, 1])],
            [new AttributesLabel([1, 0, -1]), new AttributesLabel([1, 1, 1]), new AttributesLabel([0, 0, -1])]);

        var records = new AttributesEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["accuracy/mean", "accuracy/hat", "accuracy/glasses", "accuracy/beard"],
            records.Select(record => record.Metric));
        Assert.Equal([2 / 3.0, 0.5, 1, 0.5], records.Select(record => record.Value));
        Assert.Equal([2.5 / 3, 0.5, 1, 1], records.Select(record => record.Baseline!.Value));
    }

    [Fact]
    public void Pairs_are_scored_on_the_sum_of_both_views()
    {
        // The embedding is the first row of the image's first plane: mirroring it swaps its ends, the sum is
        // symmetric.
        using var model = Scripted(FaceTasks.IdentityMs1mV3, images => images[TensorIndex.Colon, 0, 0]);
        var source = new FakePairs();

        var records = VerificationEvaluator.Evaluate(model, source, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new MetricRecord("identity/ms1mv3", "pairs", "accuracy", 1.0, 0.5, true, FakePairs.Count)
                {
                    OperatingPoints = new OperatingPoints("identity/ms1mv3", "pairs", 10, 10, []),
                },
                new MetricRecord("identity/ms1mv3", "pairs", "tar_far_1e-3", 1.0, null, true, FakePairs.Count)
                {
                    BaselineProblem = "the rate takes 1,000 pairs of two identities, 10 are there",
                },
            ],
            records);
    }

    [Fact]
    public void The_model_is_evaluated_in_evaluation_mode_and_trains_on_afterwards()
    {
        using var model = Scripted(FaceTasks.AgeMorph2, _ => Rows(101, 25, 33));
        var source = new FakeSource(FaceTasks.AgeMorph2, [new AgeLabel(25), new AgeLabel(30)], [new AgeLabel(20)]);
        model.train();

        new AgeEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken);

        Assert.Equal([false], model.ModesSeen);
        Assert.True(model.training);
    }

    [Fact]
    public void An_empty_split_is_reported()
    {
        using var model = Scripted(FaceTasks.AgeMorph2, _ => Rows(101, 25));
        var source = new FakeSource(FaceTasks.AgeMorph2, [], [new AgeLabel(20)]);

        var error = Assert.Throws<DatasetException>(
            () => new AgeEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken));

        Assert.Equal("age/morph2: split test gave no samples to score; check the dataset's folder.", error.Message);
    }

    [Fact]
    public void A_label_of_another_family_is_reported()
    {
        using var model = Scripted(FaceTasks.AgeMorph2, _ => Rows(101, 25));
        var source = new FakeSource(FaceTasks.AgeMorph2, Labels(Expression.Sad), [new AgeLabel(20)]);

        var error = Assert.Throws<DatasetException>(
            () => new AgeEvaluator().Evaluate(model, source, TestContext.Current.CancellationToken));

        Assert.Equal(
            "age/morph2: sample face 0 is labelled with ExpressionLabel, expected AgeLabel; "
            + "check the source of the labels.",
            error.Message);
    }

    [Fact]
    public void Every_family_but_identity_has_its_evaluator()
    {
        var families = Enum.GetValues<TaskFamily>().Where(family => family != TaskFamily.Identity).ToArray();

        Assert.Equal(families.Length, families.Select(family => FaceEvaluators.For(family).GetType()).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => FaceEvaluators.For(TaskFamily.Identity));
    }

    private static ScriptedFaceModel Scripted(FaceTask task, Func<Tensor, Tensor> answer) => new(task, answer);

    // Moves the points apart a little, so that distances between them can divide an error.
    private static LandmarkLabel Spread(LandmarkLabel label) =>
        label with { Points = [.. label.Points.Select((point, index) => point + new Vector2(index * 0.01f, 0))] };

    private static Tensor Peaks(long count, long numMaps, int column, int row)
    {
        var maps = full([count, numMaps, 8, 8], -Certain);
        maps[TensorIndex.Colon, TensorIndex.Colon, row, column] = Certain;
        return maps;
    }

    private static Tensor Maps(long count, long numClasses, int always)
    {
        var maps = zeros(count, numClasses, 8, 8);
        maps[TensorIndex.Colon, always] = Certain;
        return maps;
    }

    private static Tensor Rows(int numClasses, params int[] winners)
    {
        var rows = full([winners.Length, numClasses], -Certain);
        for (var row = 0; row < winners.Length; row++)
        {
            rows[row, winners[row]] = Certain;
        }

        return rows;
    }

    // A map of background with a square of one class in columns and rows first to last - 1.
    private static ParsingLabel Square(int width, int height, int first, int last, byte filled)
    {
        var classes = new byte[width * height];
        for (var y = first; y < last; y++)
        {
            classes.AsSpan((y * width) + first, last - first).Fill(filled);
        }

        return new ParsingLabel(new LabelMap(width, height, classes));
    }

    private static ImmutableArray<FaceLabel> Labels(params Expression[] classes) =>
        [.. classes.Select(value => new ExpressionLabel(value))];
}
