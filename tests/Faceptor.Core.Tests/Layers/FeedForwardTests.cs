using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Layers;

public sealed class FeedForwardTests
{
    // Single precision over 48 and 96 terms, in two orders of multiplying.
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void QuickGelu_is_x_times_sigmoid_with_and_without_gradients(int numTokens)
    {
        using var scope = NewDisposeScope();
        using var layer = Create();
        var input = randn(1, numTokens, 48);
        var expected = Written(layer, input);

        var recorded = layer.call(input).detach();
        Tensor quiet;
        using (no_grad())
        {
            quiet = layer.call(input);
        }

        TensorAssert.Close(expected, recorded, Tolerance, "recorded");
        TensorAssert.Close(expected, quiet, Tolerance, "quiet");
    }

    [Fact]
    public void Gradients_are_those_of_the_formula()
    {
        using var scope = NewDisposeScope();
        using var layer = Create();
        var input = randn(2, 5, 48).requires_grad_();
        var other = input.detach().clone().requires_grad_();
        var seeds = randn(2, 5, 48);

        Written(layer, other).mul(seeds).sum().backward();
        var expected = layer.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
        layer.zero_grad();
        layer.call(input).mul(seeds).sum().backward();

        TensorAssert.Close(other.grad!, input.grad!, Tolerance, "input");
        foreach (var (name, parameter) in layer.named_parameters())
        {
            TensorAssert.Close(expected[name], parameter.grad!, Tolerance, name);
        }
    }

    [Fact]
    public void A_pass_without_gradients_leaves_its_input_alone()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var layer = Create();
        var input = randn(1, 20, 48);
        var before = input.clone();

        layer.call(input);

        TensorAssert.Same(before, input, "input");
    }

    private static FeedForward Create()
    {
        manual_seed(5);
        return new FeedForward(48, 96, FeedForwardActivation.QuickGelu, expandStd: 0.3, projectStd: 0.3);
    }

    private static Tensor Written(FeedForward layer, Tensor input)
    {
        var weights = layer.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        var hidden = nn.functional.linear(input, weights["linear1.weight"], weights["linear1.bias"]);
        return nn.functional.linear(
            hidden.mul(hidden.Times(1.702).sigmoid()), weights["linear2.weight"], weights["linear2.bias"]);
    }
}
