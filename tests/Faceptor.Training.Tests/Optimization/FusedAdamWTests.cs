using Faceptor.Training.Optimization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Optimization;

public sealed class FusedAdamWTests
{
    // Single precision over ten steps against doubles.
    private const double Tolerance = 1e-5;

    [Fact]
    public void Steps_follow_the_formula_in_each_group()
    {
        using var scope = NewDisposeScope();
        var slow = Weights(0.5f, -1.5f, 2f);
        var fast = Weights(1f, 3f);
        using var optimizer = new FusedAdamW([Group("slow", slow, 0.05), Group("fast", fast, 0.0)]);
        var slowExpected = new ReferenceAdamW([0.5, -1.5, 2]) { WeightDecay = 0.05 };
        var fastExpected = new ReferenceAdamW([1, 3]) { WeightDecay = 0.0 };

        for (var step = 0; step < 10; step++)
        {
            optimizer.Groups[0].LearningRate = slowExpected.LearningRate = 1e-2 / (step + 1);
            optimizer.Groups[1].LearningRate = fastExpected.LearningRate = 1e-1 / (step + 1);
            slow.grad = tensor(new[] { 0.1f * step, 1f, -2f });
            fast.grad = tensor(new[] { -0.3f, 0.7f - (0.1f * step) });
            optimizer.Step();
            slowExpected.Step([0.1 * step, 1, -2]);
            fastExpected.Step([-0.3, 0.7 - (0.1 * step)]);
        }

        AssertNear(slowExpected.Weights, slow);
        AssertNear(fastExpected.Weights, fast);
    }

    // A classifier that is shared among processes moves in parts.
    [Theory]
    [InlineData(7)]
    [InlineData(2_501)]
    public void Parts_of_a_parameter_move_as_the_whole_to_the_bit(int cut)
    {
        using var scope = NewDisposeScope();
        using var seed = new Generator(3);
        var (start, gradient) = (randn(5_003, generator: seed), randn(5_003, generator: seed));

        var parts = cat([Moved(..cut), Moved(cut..)]);

        TensorAssert.Same(Moved(..), parts);

        Tensor Moved(Range rows)
        {
            var (first, count) = rows.GetOffsetAndLength(5_003);
            var parameter = nn.Parameter(start.narrow(0, first, count).clone());
            using var optimizer = new FusedAdamW([Group("part", parameter, 0.05)]);
            optimizer.Groups[0].LearningRate = 1e-2;
            for (var step = 0; step < 3; step++)
            {
                parameter.grad = gradient.narrow(0, first, count).mul(step - 1.3f);
                optimizer.Step();
            }

            return parameter.detach();
        }
    }

    [Fact]
    public void A_parameter_without_gradient_rests()
    {
        using var scope = NewDisposeScope();
        var used = Weights(1f);
        var unused = Weights(1f);
        using var optimizer = new FusedAdamW(
            [new ParameterGroup([new("used", used), new("unused", unused)], weightDecay: 0.5) { LearningRate = 0.1 }]);
        used.grad = ones(1);

        optimizer.Step();

        Assert.NotEqual(1f, used.ToSingle());
        Assert.Equal(1f, unused.ToSingle());
        Assert.Equal(
            ["used.exp_avg", "used.exp_avg_sq", "used.step"],
            optimizer.GetState().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_non_finite_gradient_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(1f, 2f);
        using var optimizer = new FusedAdamW([Group("weights", weights, 0.05)]);
        optimizer.Groups[0].LearningRate = 0.1;
        weights.grad = tensor(new[] { 1f, float.NaN });

        optimizer.Step(GradientClipping.ClipNorm([weights], 5));

        Assert.Equal([1f, 2f], weights.detach().data<float>().ToArray());
        Assert.Equal(0f, optimizer.GetState()["weights.step"].ToSingle());
    }

    [Fact]
    public void A_loaded_state_continues_as_if_never_stopped()
    {
        using var scope = NewDisposeScope();
        var whole = Weights(1f, -2f);
        var resumed = Weights(1f, -2f);
        using var wholeOptimizer = new FusedAdamW([Group("weights", whole, 0.05)]);
        using var first = new FusedAdamW([Group("weights", resumed, 0.05)]);
        using var second = new FusedAdamW([Group("weights", resumed, 0.05)]);

        Run(wholeOptimizer, whole, 0, 6);
        Run(first, resumed, 0, 3);
        second.LoadState(first.GetState(), "test");
        Run(second, resumed, 3, 6);

        Assert.Equal(whole.detach().data<float>().ToArray(), resumed.detach().data<float>().ToArray());
    }

    [Fact]
    public void A_state_of_another_shape_is_refused()
    {
        using var scope = NewDisposeScope();
        using var optimizer = new FusedAdamW([Group("weights", Weights(1f, -2f), 0.05)]);
        var state = new Dictionary<string, Tensor>
        {
            ["weights.exp_avg"] = zeros(3),
            ["weights.exp_avg_sq"] = zeros(2),
            ["weights.step"] = zeros(1),
        };

        var error = Assert.Throws<CheckpointException>(() => optimizer.LoadState(state, "old.safetensors"));

        Assert.Equal(
            "old.safetensors: optimiser state 'weights.exp_avg' has shape [3], expected [2]; "
            + "use a checkpoint of the same model.",
            error.Message);
    }

    [Fact]
    public void Clipping_scales_all_gradients_to_the_limit_and_returns_the_norm()
    {
        using var scope = NewDisposeScope();
        var first = Weights(0f, 0f);
        var second = Weights(0f);
        first.grad = tensor(new[] { 3f, 4f });
        second.grad = tensor(new[] { 12f });

        var norm = GradientClipping.ClipNorm([first, second, Weights(1f)], 6.5);

        NearAssert.Relative(13, norm.ToDouble(), Tolerance);
        NearAssert.Relative(1.5, first.grad![0].ToDouble(), Tolerance);
        NearAssert.Relative(6, second.grad!.ToDouble(), Tolerance);
    }

    [Fact]
    public void Clipping_leaves_a_short_gradient_alone()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(0f, 0f);
        weights.grad = tensor(new[] { 3f, 4f });

        GradientClipping.ClipNorm([weights], 6).Dispose();

        Assert.Equal([3f, 4f], weights.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_step_leaves_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(1f, 2f);
        using var optimizer = new FusedAdamW([Group("weights", weights, 0.05)]);
        Run(optimizer, weights, 0, 1);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;

        Run(optimizer, weights, 1, 4);

        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    private static void Run(FusedAdamW optimizer, Parameter weights, int first, int last)
    {
        for (var step = first; step < last; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.Groups[0].LearningRate = 0.01;
            weights.grad = tensor(new[] { 0.5f + step, -1f });
            optimizer.Step(GradientClipping.ClipNorm([weights], 5));
            optimizer.ZeroGrad();
        }
    }

    private static Parameter Weights(params float[] values) => nn.Parameter(tensor(values));

    private static ParameterGroup Group(string name, Parameter parameter, double weightDecay) =>
        new([new NamedParameter(name, parameter)], weightDecay);

    private static void AssertNear(double[] expected, Tensor actual)
    {
        var values = actual.detach().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (var index = 0; index < expected.Length; index++)
        {
            NearAssert.Relative(expected[index], values[index], Tolerance);
        }
    }

    /// <summary>AdamW (Loshchilov and Hutter, Algorithm 2) in doubles.</summary>
    private sealed class ReferenceAdamW(double[] weights)
    {
        private readonly double[] _mean = new double[weights.Length];
        private readonly double[] _square = new double[weights.Length];
        private int _step;

        public double[] Weights { get; } = weights;

        public double LearningRate { get; set; }

        public double WeightDecay { get; init; }

        public void Step(double[] gradient)
        {
            _step++;
            for (var i = 0; i < Weights.Length; i++)
            {
                _mean[i] = (0.9 * _mean[i]) + (0.1 * gradient[i]);
                _square[i] = (0.999 * _square[i]) + (0.001 * gradient[i] * gradient[i]);
                var mean = _mean[i] / (1 - Math.Pow(0.9, _step));
                var square = _square[i] / (1 - Math.Pow(0.999, _step));
                Weights[i] -= LearningRate * ((mean / (Math.Sqrt(square) + 1e-8)) + (WeightDecay * Weights[i]));
            }
        }
    }
}
