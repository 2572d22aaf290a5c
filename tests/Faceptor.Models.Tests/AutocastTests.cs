using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

public sealed class AutocastTests
{
    // Roundings of 2^-9 (bfloat16) or 2^-12 (float16) of the operands of some ten products one behind the other.
    private const double BFloat16Tolerance = 0.06;
    private const double Float16Tolerance = 0.008;

    public static TheoryData<ModelArchitecture, ComputePrecision> Cases => new(
        from architecture in Enum.GetValues<ModelArchitecture>()
        from precision in new[] { ComputePrecision.BFloat16, ComputePrecision.Float16 }
        select (architecture, precision));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_are_float32_and_near_those_of_full_precision(
        ModelArchitecture architecture, ComputePrecision precision)
    {
        using var scope = NewDisposeScope();
        using var model = Create(architecture);
        model.Module.eval();
        var (images, ranges) = Batch(model);
        using var quiet = no_grad();

        var wide = model.Forward(images, ranges);
        IReadOnlyList<TaskOutput> narrow;
        using (AutocastScope.Enter(precision))
        {
            narrow = model.Forward(images, ranges);
        }

        var again = model.Forward(images, ranges);
        foreach (var ((expected, actual), repeated) in wide.Zip(narrow).Zip(again))
        {
            Assert.Equal(ScalarType.Float32, actual.Values.dtype);
            TensorAssert.Same(expected.Values, repeated.Values, $"{expected.Task} after mixed precision");
            var scale = expected.Values.abs().max().item<float>();
            TensorAssert.Close(
                expected.Values / scale,
                actual.Values / scale,
                precision == ComputePrecision.BFloat16 ? BFloat16Tolerance : Float16Tolerance,
                expected.Task.Id);
            Assert.False(expected.Values.allclose(actual.Values, 1e-7, 1e-7), $"{expected.Task} ran in float32");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_parameter_learns_in_float32_with_recomputed_activations_too(
        ModelArchitecture architecture, ComputePrecision precision)
    {
        using var scope = NewDisposeScope();
        using var model = Create(architecture);
        var (images, ranges) = Batch(model);

        var kept = Gradients(recomputes: false);
        var recomputed = Gradients(recomputes: true);

        // The naive heads drop values at random.
        var isRandom = architecture == ModelArchitecture.Naive;
        foreach (var (name, gradient) in kept)
        {
            Assert.Equal(ScalarType.Float32, gradient.dtype);
            Assert.True(gradient.isfinite().all().item<bool>(), name);
            Assert.Equal(ScalarType.Float32, recomputed[name].dtype);
            if (!isRandom)
            {
                TensorAssert.Same(gradient, recomputed[name], name);
            }
        }

        Assert.Equal(kept.Keys.Order(StringComparer.Ordinal), recomputed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(model.Module.parameters().Count(), kept.Count);

        Dictionary<string, Tensor> Gradients(bool recomputes)
        {
            model.UsesActivationCheckpointing = recomputes;
            Assert.Equal(recomputes, model.UsesActivationCheckpointing);
            model.Module.train();
            model.Module.zero_grad();
            Tensor loss;
            using (AutocastScope.Enter(precision))
            {
                loss = model.Forward(images, ranges)
                    .Select(output => output.Values.sigmoid().mean())
                    .Aggregate((sum, value) => sum + value);
            }

            loss.backward();
            model.EndBackward();
            return model.Module.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(
                entry => entry.name, entry => entry.parameter.grad!.clone(), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Levels_of_Layer_Attention_are_recomputed_to_the_same_gradients()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteModel.Create();
        foreach (var task in model.Tasks.Where(task => task.NumLabels > 0))
        {
            model.AddLayerAttention(task);
        }

        var (images, ranges) = Batch(model);
        model.train();

        var kept = Gradients(recomputes: false);
        var recomputed = Gradients(recomputes: true);

        foreach (var (name, gradient) in kept)
        {
            TensorAssert.Same(gradient, recomputed[name], name);
        }

        Dictionary<string, Tensor> Gradients(bool recomputes)
        {
            model.UsesActivationCheckpointing = recomputes;
            model.zero_grad();
            model.Forward(images, ranges)
                .Select(output => output.Values.sigmoid().mean())
                .Aggregate((sum, value) => sum + value)
                .backward();
            model.EndBackward();
            return model.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(
                entry => entry.name, entry => entry.parameter.grad!.clone(), StringComparer.Ordinal);
        }
    }

    private static IFaceModel Create(ModelArchitecture architecture) =>
        architecture == ModelArchitecture.Naive ? MinuteNaiveModel.Create() : MinuteModel.Create();

    private static (Tensor Images, TaskRange[] Ranges) Batch(IFaceModel model)
    {
        TaskRange[] ranges = [.. model.Tasks.Select((task, index) => new TaskRange(task, 2 * index, 2))];
        return (randn(2 * ranges.Length, 3, 32, 32), ranges);
    }
}
