using Faceptor.Core.Tensors;
using Faceptor.Training.Optimization;
using Faceptor.Training.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Optimization;

public sealed class GradientScalerTests
{
    private const double LearningRate = 0.05;
    private const double MaxNorm = 2;

    [Fact]
    public void Float16_steps_are_those_without_a_scale()
    {
        using var scope = NewDisposeScope();
        using var scaled = new Run(ComputePrecision.Float16);
        using var plain = new Run(ComputePrecision.Float32);

        for (var step = 0; step < 6; step++)
        {
            scaled.Step(1 + (0.5f * step));
            plain.Step(1 + (0.5f * step));
        }

        Assert.True(scaled.Scaler.IsScaling);
        Assert.False(plain.Scaler.IsScaling);
        // A power of two takes nothing from a number.
        TensorAssert.Same(plain.Weights, scaled.Weights);
        Assert.Equal(65_536, scaled.Scaler.ReadScale());
        Assert.Equal(1, plain.Scaler.ReadScale());
    }

    [Fact]
    public void An_overflow_skips_the_step_holds_the_step_count_and_halves_the_scale()
    {
        using var scope = NewDisposeScope();
        using var run = new Run(ComputePrecision.Float16);
        run.Step(1);
        var before = run.Weights.detach().clone();

        // Finite as a loss; times the scale its gradient leaves float32.
        run.Step(1, gradientFactor: 1e36f);

        TensorAssert.Same(before, run.Weights.detach());
        Assert.Equal(1f, run.Optimizer.GetState()["weights.step"].item<float>());
        Assert.Equal(32_768, run.Scaler.ReadScale());
        Assert.Equal(1, run.Scaler.ReadSkippedSteps());
        Assert.False(run.Scaler.ReadFault());
        run.Step(1);
        Assert.Equal(2f, run.Optimizer.GetState()["weights.step"].item<float>());
        Assert.Equal(1, run.Scaler.ReadSkippedSteps());
    }

    [Fact]
    public void The_scale_doubles_after_a_hundred_good_steps()
    {
        using var scope = NewDisposeScope();
        using var run = new Run(ComputePrecision.Float16);

        for (var step = 0; step < GradientScaler.GrowthInterval - 1; step++)
        {
            run.Step(1);
        }

        Assert.Equal(65_536, run.Scaler.ReadScale());
        run.Step(1);
        Assert.Equal(131_072, run.Scaler.ReadScale());
        run.Step(float.NaN);
        Assert.Equal(65_536, run.Scaler.ReadScale());
    }

    [Theory]
    [InlineData(ComputePrecision.Float32)]
    [InlineData(ComputePrecision.BFloat16)]
    [InlineData(ComputePrecision.Float16)]
    public void A_loss_that_is_no_number_stops_all_steps_until_the_run_has_looked(ComputePrecision precision)
    {
        using var scope = NewDisposeScope();
        using var run = new Run(precision, NonFinitePolicy.Stop);
        run.Step(1);
        var before = run.Weights.detach().clone();

        run.Step(float.NaN);
        run.Step(1);

        TensorAssert.Same(before, run.Weights.detach());
        Assert.True(run.Scaler.ReadFault());
        Assert.Equal(2, run.Scaler.ReadSkippedSteps());
    }

    [Theory]
    [InlineData(ComputePrecision.Float32)]
    [InlineData(ComputePrecision.Float16)]
    public void With_the_policy_to_skip_the_next_step_is_taken(ComputePrecision precision)
    {
        using var scope = NewDisposeScope();
        using var skipping = new Run(precision);
        using var plain = new Run(precision);

        skipping.Step(1);
        skipping.Step(float.PositiveInfinity);
        skipping.Step(2);
        plain.Step(1);
        plain.Step(2);

        TensorAssert.Same(plain.Weights, skipping.Weights);
        Assert.False(skipping.Scaler.ReadFault());
        Assert.Equal(1, skipping.Scaler.ReadSkippedSteps());
    }

    [Fact]
    public void A_gradient_that_no_scale_can_be_blamed_for_is_a_fault()
    {
        using var scope = NewDisposeScope();
        using var single = new Run(ComputePrecision.Float32, NonFinitePolicy.Stop);
        using var half = new Run(ComputePrecision.Float16, NonFinitePolicy.Stop);

        single.Step(1, gradientFactor: float.NaN);
        for (var step = 0; step < 16; step++)
        {
            half.Step(1, gradientFactor: float.NaN);
        }

        Assert.True(single.Scaler.ReadFault());
        Assert.Equal(1, half.Scaler.ReadScale());
        Assert.False(half.Scaler.ReadFault());
        half.Step(1, gradientFactor: float.NaN);
        Assert.True(half.Scaler.ReadFault());
    }

    [Fact]
    public void A_loaded_state_continues_to_the_last_bit()
    {
        using var scope = NewDisposeScope();
        using var whole = new Run(ComputePrecision.Float16);
        using var first = new Run(ComputePrecision.Float16);
        using var second = new Run(ComputePrecision.Float16);
        float[] losses = [1, float.NaN, .. Enumerable.Repeat(2f, 99), float.NaN, 3];

        Array.ForEach(losses, loss => whole.Step(loss));
        Array.ForEach(losses[..60], loss => first.Step(loss));
        var saved = first.Scaler.GetState().ToDictionary(part => part.Key, part => part.Value.clone());
        second.Scaler.LoadState(saved, "test");
        second.Optimizer.LoadState(first.Optimizer.GetState(), "test");
        using (no_grad())
        {
            second.Weights.copy_(first.Weights);
        }

        Array.ForEach(losses[60..], loss => second.Step(loss));

        TensorAssert.Same(whole.Weights, second.Weights);
        Assert.Equal(["growth_tracker", "scale", "skipped_steps"], saved.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, expected) in whole.Scaler.GetState())
        {
            TensorAssert.Same(expected, second.Scaler.GetState()[name], name);
        }

        Assert.Equal(2, second.Scaler.ReadSkippedSteps());
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var half = new GradientScaler(ComputePrecision.Float16, NonFinitePolicy.Skip, CPU);
        using var single = new GradientScaler(ComputePrecision.Float32, NonFinitePolicy.Skip, CPU);
        var state = half.GetState().ToDictionary(part => part.Key, part => part.Value.clone());

        var other = Assert.Throws<CheckpointException>(() => single.LoadState(state, "run.pth"));
        state["scale"] = ones(3);
        var wrong = Assert.Throws<CheckpointException>(() => half.LoadState(state, "run.pth"));
        state.Remove("scale");
        var missing = Assert.Throws<CheckpointException>(() => half.LoadState(state, "run.pth"));

        Assert.Equal(
            "run.pth: the gradient scale is 65536, expected 1 outside of float16; "
            + "resume in the precision of the checkpoint.",
            other.Message);
        Assert.Contains("'scale' is of 3 numbers, expected one number", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'scale' is missing", missing.Message, StringComparison.Ordinal);
        Assert.Equal(1, single.ReadScale());
        Assert.Equal(65_536, half.ReadScale());
    }

    [Fact]
    public void A_step_leaves_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        using var run = new Run(ComputePrecision.Float16);

        Assert.Equal(0, TensorAssert.LiveDelta(() => run.Step(1)));
    }

    /// <summary>Two weights, their optimiser and a scaler.</summary>
    private sealed class Run : IDisposable
    {
        public Run(ComputePrecision precision, NonFinitePolicy policy = NonFinitePolicy.Skip)
        {
            Weights = nn.Parameter(tensor(new[] { 1f, -2f }));
            Optimizer = new FusedAdamW([new ParameterGroup([new("weights", Weights)], 0.01)]);
            Optimizer.Groups[0].LearningRate = LearningRate;
            Scaler = new GradientScaler(precision, policy, CPU);
        }

        public Parameter Weights { get; }

        public FusedAdamW Optimizer { get; }

        public GradientScaler Scaler { get; }

        public void Step(float factor, float gradientFactor = 1)
        {
            using var scope = NewDisposeScope();
            var loss = (Weights * Weights * tensor(new[] { factor, 0.5f })).sum();
            // As large as the loss, with another gradient.
            var surrogate = loss.detach() + ((loss - loss.detach()) * tensor(gradientFactor));
            Scaler.Scale(surrogate).backward();
            Scaler.Unscale([Weights]);
            var norm = GradientClipping.ClipNorm([Weights], MaxNorm);
            Optimizer.StepUnless(Scaler.Update([loss], norm));
            Optimizer.ZeroGrad();
        }

        public void Dispose()
        {
            Optimizer.Dispose();
            Scaler.Dispose();
        }
    }
}
