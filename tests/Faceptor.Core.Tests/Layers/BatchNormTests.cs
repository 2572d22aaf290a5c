using Faceptor.Core.Heads;
using Faceptor.Core.Heads.Naive;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Layers;

public sealed class BatchNormTests
{
    private const double Tolerance = 1e-6;

    private static readonly long[] Vectors = [5, 3];
    private static readonly long[] Maps = [5, 3, 4, 2];

    public static TheoryData<long[]> Shapes => [Vectors, Maps];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_norm_of_one_process_is_libtorchs_to_the_bit(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var norm = Norm(shape);
        using var expected = Plain(shape);
        using var seed = new Generator(3);
        var input = (randn(shape, generator: seed) * 3) + 1;
        var (own, its) = (Leaf(input), Leaf(input));

        foreach (var isTraining in new[] { true, true, false })
        {
            norm.train(isTraining);
            expected.train(isTraining);
            var (output, right) = (norm.call(own), expected.call(its));
            output.Squared().sum().backward();
            right.Squared().sum().backward();
            TensorAssert.Same(right, output);
        }

        TensorAssert.Same(its.grad!, own.grad!);
        foreach (var ((name, tensor), (rightName, right)) in norm.state_dict().Zip(expected.state_dict()))
        {
            Assert.Equal(rightName, name);
            // The counter has the type that PyTorch gives it, not that of the weights.
            TensorAssert.Same(name == "num_batches_tracked" ? right.to(ScalarType.Int64) : right, tensor, name);
        }

        foreach (var (parameter, right) in norm.parameters().Zip(expected.parameters()))
        {
            TensorAssert.Same(right.grad!, parameter.grad!);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Synchronised_norms_of_parts_of_a_batch_are_one_of_the_whole(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var whole = Plain(shape);
        using var seed = new Generator(4);
        var input = Leaf((randn(shape, generator: seed) * 3) + 1);
        var factors = randn(shape, generator: seed);
        for (var step = 0; step < 2; step++)
        {
            whole.call(input).mul(factors).sum().backward();
        }

        var expected = whole.call(input);
        // The last has no sample at all.
        (int First, int Count)[] parts = [(0, 3), (3, 2), (5, 0)];
        ThreadCommunicator.Run(parts.Length, ranks =>
        {
            using var inner = NewDisposeScope();
            using var norm = Norm(shape);
            using var all = BatchNorms.Synchronize(norm, ranks.Sum);
            var (first, count) = parts[ranks.Rank];
            var own = Leaf(input.detach().narrow(0, first, count));
            for (var step = 0; step < 2; step++)
            {
                norm.call(own).mul(factors.narrow(0, first, count)).sum().backward();
                all.EndBackward();
            }

            AssertNear(expected.narrow(0, first, count), norm.call(own), "output");
            AssertNear(input.grad!.narrow(0, first, count), own.grad!, "gradient of the input");
            foreach (var ((name, parameter), (_, right)) in norm.named_parameters().Zip(whole.named_parameters()))
            {
                var sum = parameter.grad!.clone();
                ranks.Sum(sum);
                AssertNear(right.grad!, sum, $"gradient of {name}");
            }

            foreach (var ((name, buffer), (_, right)) in norm.named_buffers().Zip(whole.named_buffers()))
            {
                AssertNear(right, buffer, name);
            }
        });
    }

    [Fact]
    public void All_norms_of_a_network_are_found_and_let_go_again()
    {
        using var identity = new IdentityHead(inputDim: 4, identityDim: 3);
        using var subnet = new UperNetSubnet(inputDim: 4, dim: 3);
        var numSums = 0;

        using (var all = BatchNorms.Synchronize(identity, _ => numSums++))
        using (var others = BatchNorms.Synchronize(subnet, _ => numSums++))
        {
            Assert.Equal((2, 13), (all.NumNorms, others.NumNorms));
            Forward(identity);
            Assert.Equal(2, numSums);
            identity.eval();
            Forward(identity);
            Assert.Equal(2, numSums);
        }

        identity.train();
        Forward(identity);
        Assert.Equal(2, numSums);

        static void Forward(IdentityHead head)
        {
            using var scope = NewDisposeScope();
            head.call(randn(3, 2, 4));
        }
    }

    [Fact]
    public void A_process_that_is_gone_in_the_backward_pass_is_reported_after_it()
    {
        using var scope = NewDisposeScope();
        using var norm = Norm(Vectors);
        var isGone = false;
        using var all = BatchNorms.Synchronize(
            norm, _ => { if (isGone) { throw new DistributedException("rank 1 is gone"); } });
        var input = Leaf(randn(Vectors));
        var output = norm.call(input).sum();
        isGone = true;

        output.backward();

        Assert.True(input.grad!.isnan().all().item<bool>());
        Assert.Equal("rank 1 is gone", Assert.Throws<DistributedException>(all.EndBackward).Message);
        all.EndBackward();
    }

    [Fact]
    public void Tensors_of_another_shape_are_refused_and_none_left_behind()
    {
        using var norm = Norm(Maps);
        using var all = BatchNorms.Synchronize(norm, _ => { });

        Assert.Throws<ArgumentException>(() => norm.call(zeros(Vectors)));
        Assert.Equal(0, TensorAssert.LiveDelta(() =>
        {
            var input = Leaf(randn(Maps));
            norm.call(input).sum().backward();
            all.EndBackward();
            norm.call(input);
        }));
    }

    private static void AssertNear(Tensor expected, Tensor actual, string name) => TensorAssert.Close(
        expected, actual, expected.numel() == 0 ? 0 : Tolerance * expected.abs().max().ToDouble(), name);

    private static BatchNorm Norm(long[] shape) => shape.Length == 2
        ? ParameterFactory.BatchNorm1d(shape[1], epsilon: 1e-5)
        : ParameterFactory.BatchNorm2d(shape[1]);

    private static nn.Module<Tensor, Tensor> Plain(long[] shape) => shape.Length == 2
        ? nn.BatchNorm1d(shape[1], eps: 1e-5)
        : nn.BatchNorm2d(shape[1], eps: 1e-5);

    private static Tensor Leaf(Tensor tensor) => tensor.detach().clone().requires_grad_();
}
