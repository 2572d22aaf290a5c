using System.Numerics;
using System.Text.Json;
using Faceptor.Core.Heads;
using Faceptor.Evaluation.Metrics;
using static TorchSharp.torch;

namespace Faceptor.Evaluation.Tests.Metrics;

[Trait("Category", "Parity")]
public sealed class MetricParityTests
{
    // The reference adds single-precision errors up; ours are doubles.
    private const double Tolerance = 2e-6;

    public static TheoryData<string, string> LandmarkSets => new()
    {
        { "align_300w", "landmarks/300w" },
        { "align_wflw", "landmarks/wflw" },
        { "align_cofw", "landmarks/cofw" },
    };

    [Theory]
    [MemberData(nameof(LandmarkSets))]
    public void Landmark_metrics_are_those_of_the_reference(string name, string task)
    {
        var schema = FaceTasks.Get(task).Landmarks!;
        var expected = Expected(name);

        var ocular = Errors(name, (truth, _) => Nme.NormDistance(schema.Normalizers[0], truth));

        Near(expected.GetProperty("nme").GetProperty("inter_ocular"), ocular.Value);
        Near(expected.GetProperty("fr"), ocular.FailureRate(0.1));
        Near(expected.GetProperty("auc"), ocular.Auc(0.1));
        if (schema.Normalizers.Length > 1)
        {
            var pupil = Errors(name, (truth, _) => Nme.NormDistance(schema.Normalizers[1], truth));
            Near(expected.GetProperty("nme").GetProperty("inter_pupil"), pupil.Value);
        }
    }

    [Fact]
    public void Aflw_metrics_are_those_of_the_reference()
    {
        var expected = Expected("align_aflw");

        var diagonal = Errors("align_aflw", (_, box) => Nme.BoxDiagonal(box));
        var side = Errors("align_aflw", (_, box) => Nme.BoxSide(box));

        Near(expected.GetProperty("nme").GetProperty("diag"), diagonal.Value);
        Near(expected.GetProperty("nme").GetProperty("box"), side.Value);
        Near(expected.GetProperty("auc"), side.Auc(0.07));
        Near(expected.GetProperty("fr"), side.FailureRate(0.07));
    }

    [Theory]
    [InlineData("parsing_celebam", 19)]
    [InlineData("parsing_lapa", 11)]
    public void Parsing_metrics_are_those_of_the_reference(string name, int numClasses)
    {
        using var scope = NewDisposeScope();
        var inputs = GoldenFiles.Tensors("metrics_inputs.safetensors");
        var matrix = new ConfusionMatrix(numClasses);

        matrix.Add(Bytes(inputs[$"{name}.truth"]), Bytes(inputs[$"{name}.predicted"]));

        var f1 = Expected(name).GetProperty("f1");
        Near(f1.GetProperty("fg_mean"), matrix.MeanForegroundF1);
        Near(f1.GetProperty("background"), matrix.F1(0));
        for (var index = 1; index < numClasses; index++)
        {
            Near(f1.GetProperty($"c{index}"), matrix.F1(index));
        }
    }

    [Fact]
    public void Age_metrics_are_those_of_the_reference()
    {
        using var scope = NewDisposeScope();
        var inputs = GoldenFiles.Tensors("metrics_inputs.safetensors");
        var truth = inputs["age.truth"].data<long>().ToArray();
        var predicted = AgeDistribution.ExpectedYears(AgeDistribution.Probabilities(inputs["age.logits"]))
            .data<float>()
            .ToArray();
        var errors = new AgeErrors();

        for (var index = 0; index < truth.Length; index++)
        {
            errors.Add(predicted[index], truth[index]);
        }

        Near(Expected("age").GetProperty("mae"), errors.Mae);
        NearAssert.Relative(Expected("age").GetProperty("cs5").GetDouble() / 100, errors.CumulativeScore(), Tolerance);
        Near(Expected("age").GetProperty("epsilon_error_std3"), errors.EpsilonError());
    }

    [Fact]
    public void Attribute_metrics_are_those_of_the_reference()
    {
        using var scope = NewDisposeScope();
        var inputs = GoldenFiles.Tensors("metrics_inputs.safetensors");
        var truth = inputs["biattr.truth"].data<long>().Select(value => (sbyte)value).ToArray();
        var predicted = inputs["biattr.logits"].data<float>().Select(value => value > 0).ToArray();
        var accuracy = new AttributeAccuracy(40);

        for (var sample = 0; sample < 60; sample++)
        {
            accuracy.Add(predicted.AsSpan(sample * 40, 40), truth.AsSpan(sample * 40, 40));
        }

        var expected = Expected("biattr");
        NearAssert.Relative(expected.GetProperty("mean").GetDouble() / 100, accuracy.Mean, Tolerance);
        Assert.All(
            expected.GetProperty("per_attribute").EnumerateArray().Zip(accuracy.PerAttribute),
            pair => NearAssert.Relative(pair.First.GetDouble() / 100, pair.Second, Tolerance));
    }

    [Fact]
    public void Expression_accuracy_is_that_of_the_reference()
    {
        using var scope = NewDisposeScope();
        var inputs = GoldenFiles.Tensors("metrics_inputs.safetensors");
        var accuracy = new Accuracy();

        var classes = inputs["affect.logits"].argmax(1).data<long>();
        foreach (var (predicted, truth) in classes.Zip(inputs["affect.truth"].data<long>()))
        {
            accuracy.Add(predicted == truth);
        }

        NearAssert.Relative(Expected("affect").GetProperty("accuracy").GetDouble() / 100, accuracy.Value, Tolerance);
    }

    [Fact]
    public void Verification_accuracy_is_that_of_the_reference()
    {
        using var scope = NewDisposeScope();
        var inputs = GoldenFiles.Tensors("metrics_inputs.safetensors");
        var embeddings = (inputs["verification.embeddings"] + inputs["verification.embeddings_flipped"])
            .data<double>()
            .ToArray();
        var same = inputs["verification.same"].data<long>().ToArray();
        var accuracy = new VerificationAccuracy();

        for (var pair = 0; pair < same.Length; pair++)
        {
            accuracy.Add(embeddings.AsSpan(80 * pair, 40), embeddings.AsSpan((80 * pair) + 40, 40), same[pair] == 1);
        }

        var expected = Expected("verification");
        Near(expected.GetProperty("accuracy_mean"), accuracy.Value);
        Assert.All(
            expected.GetProperty("per_fold").EnumerateArray().Zip(accuracy.PerFold()),
            pair => Near(pair.First, pair.Second));
        Near(expected.GetProperty("val_at_far_1e-3"), accuracy.TarAtFar());
    }

    private static Nme Errors(string name, Func<Vector2[], FaceBox, double> normDistance)
    {
        using var scope = NewDisposeScope();
        var inputs = GoldenFiles.Tensors("metrics_inputs.safetensors");
        var boxes = inputs[$"{name}.box_y1x1y2x2"].data<float>().ToArray();
        var predicted = Points(inputs[$"{name}.predicted"]);
        var truth = Points(inputs[$"{name}.truth"]);
        var errors = new Nme();
        for (var face = 0; face < truth.Length; face++)
        {
            var box = new FaceBox(boxes[4 * face], boxes[(4 * face) + 1], boxes[(4 * face) + 2], boxes[(4 * face) + 3]);
            errors.Add(predicted[face], truth[face], normDistance(truth[face], box));
        }

        return errors;
    }

    private static Vector2[][] Points(Tensor points) =>
        [.. points.data<float>().ToArray().Chunk(2).Select(xy => new Vector2(xy[0], xy[1])).Chunk((int)points.size(1))];

    private static byte[] Bytes(Tensor classes) => [.. classes.data<long>().Select(value => (byte)value)];

    private static JsonElement Expected(string name) => GoldenFiles.Json("metrics_expected.json").GetProperty(name);

    private static void Near(JsonElement expected, double actual) =>
        NearAssert.Relative(expected.GetDouble(), actual, Tolerance);
}
