using Faceptor.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Losses;

[Trait("Category", "Parity")]
public sealed class LossParityTests
{
    private const double DenseSidePx = 64;
    private const int TargetSidePx = 16;

    [Theory]
    [InlineData("affect_affectnet")]
    [InlineData("affect_rafdb")]
    [InlineData("affect_ferplus")]
    public void Expression_loss_is_that_of_the_reference_run(string name)
    {
        using var scope = NewDisposeScope();
        var (outputs, labels) = Load();

        var loss = ExpressionLoss.Compute(outputs[$"output.{name}"], labels[$"labels.{name}"]);

        AssertGolden(name, 0, loss);
    }

    [Theory]
    [InlineData("parsing_celebam")]
    [InlineData("parsing_lapa")]
    public void Parsing_loss_is_that_of_the_reference_run(string name)
    {
        using var scope = NewDisposeScope();
        var (outputs, labels) = Load();

        var loss = ParsingLoss.Compute(outputs[$"output.{name}"], labels[$"labels.{name}"]);

        AssertGolden(name, 0, loss);
    }

    [Fact]
    public void Attributes_loss_is_that_of_the_reference_run()
    {
        using var scope = NewDisposeScope();
        var (outputs, labels) = Load();

        var loss = AttributesLoss.Compute(outputs["output.biattr_celeba"], labels["labels.biattr_celeba"]);

        AssertGolden("biattr_celeba", 0, loss);
    }

    [Theory]
    [InlineData("age_morph2")]
    [InlineData("age_utkface")]
    public void Age_losses_are_those_of_the_reference_run(string name)
    {
        using var scope = NewDisposeScope();
        var (outputs, labels) = Load();
        var (logits, years) = (outputs[$"output.{name}"], labels[$"labels.{name}.avg_label"]);

        var loss = AgeLoss.Compute(logits, years);

        AssertGolden(name, 0, AgeLoss.Divergence(logits, years));
        AssertGolden(name, 1, AgeLoss.AbsoluteError(logits, years));
        NearAssert.Relative(Golden(name, 0) + Golden(name, 1), loss.ToDouble(), GoldenFiles.LossTolerance);
    }

    [Theory]
    [InlineData("align_300w")]
    [InlineData("align_cofw")]
    [InlineData("align_wflw")]
    [InlineData("align_aflw")]
    public void Landmark_losses_are_those_of_the_reference_run(string name)
    {
        using var scope = NewDisposeScope();
        var (outputs, labels) = Load();
        var logits = outputs[$"output.{name}.heatmap"];
        var points = (labels[$"labels.{name}"] + 0.5) / DenseSidePx;

        var loss = LandmarkLoss.Compute(logits, points, TargetSidePx);

        AssertGolden(name, 0, LandmarkLoss.PointDistance(logits, points));
        AssertGolden(name, 1, LandmarkLoss.MapCrossEntropy(logits, points, TargetSidePx));
        NearAssert.Relative(Golden(name, 0) + Golden(name, 1), loss.ToDouble(), GoldenFiles.LossTolerance);
    }

    [Fact]
    public void Total_of_the_reference_losses_is_that_of_the_reference_run()
    {
        using var scope = NewDisposeScope();
        var training = GoldenFiles.Json("training.json");
        var names = training.GetProperty("weights").EnumerateObject().ToArray();
        var tasks = Faceptor.FaceTasks.Full;
        var total = new MultiTaskLoss(
            tasks.Zip(names, (task, entry) => KeyValuePair.Create(task, entry.Value.GetDouble())));

        var value = total.Combine(
            [.. tasks.Zip(names, (task, entry) => KeyValuePair.Create(task, tensor(GoldenSum(entry.Name))))]);

        NearAssert.Relative(
            training.GetProperty("loss.total").GetDouble(),
            value.ToDouble(),
            GoldenFiles.LossTolerance);
    }

    private static (Dictionary<string, Tensor> Outputs, Dictionary<string, Tensor> Labels) Load() =>
        (GoldenFiles.Tensors("outputs_stage1.safetensors"), GoldenFiles.Tensors("inputs.safetensors"));

    private static void AssertGolden(string name, int part, Tensor actual) =>
        NearAssert.Relative(Golden(name, part), actual.ToDouble(), GoldenFiles.LossTolerance);

    private static double Golden(string name, int part) =>
        GoldenFiles.Json("training.json").GetProperty($"loss.{name}")[part].GetDouble();

    private static double GoldenSum(string name) =>
        GoldenFiles.Json("training.json").GetProperty($"loss.{name}").EnumerateArray().Sum(part => part.GetDouble());
}
