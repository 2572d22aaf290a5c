using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

public sealed class RowwiseLinearTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(15)]
    public void Few_rows_give_what_they_give_among_many(int numRows)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (all, weight, bias) = Operands(40, 64, 96);

        var expected = RowwiseLinear.Run(all, weight, bias).narrow(0, 0, numRows);
        var actual = RowwiseLinear.Run(all.narrow(0, 0, numRows), weight, bias);

        TensorAssert.Same(expected.contiguous(), actual.contiguous(), "rows");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    public void Few_tokens_of_an_image_give_what_they_give_in_a_batch(int numTokens)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (rows, weight, bias) = Operands(8 * numTokens, 256, 256);
        var batch = rows.view(8, numTokens, 256);

        // The layer itself, as it is called for many rows.
        var expected = nn.functional.linear(batch, weight, bias).narrow(0, 3, 1);

        TensorAssert.Same(expected.clone(), RowwiseLinear.Run(batch.narrow(0, 3, 1), weight, bias), "tokens");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void A_product_of_an_image_is_that_of_the_batch(int numRows)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        manual_seed(8);
        var (left, right) = (randn(4, numRows, 64), randn(4, 64, 300));

        var together = RowwiseLinear.Batched(left, right);

        Assert.Equal([4, numRows, 300], together.shape);
        Assert.True(bmm(left, right).allclose(together, rtol: 1e-4, atol: 1e-4));
        TensorAssert.Same(
            together.narrow(0, 2, 1).clone(),
            RowwiseLinear.Batched(left.narrow(0, 2, 1), right.narrow(0, 2, 1)).clone(),
            "image");
    }

    [Fact]
    public void One_output_does_not_depend_on_the_rows_place()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (all, weight, bias) = Operands(23, 256, 1);

        var together = RowwiseLinear.Run(all, weight, bias);

        for (var row = 0; row < 23; row++)
        {
            TensorAssert.Same(
                together.narrow(0, row, 1).clone(), RowwiseLinear.Run(all.narrow(0, row, 1), weight, bias), $"row {row}");
        }
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(30, 8)]
    [InlineData(3, 1)]
    [InlineData(30, 1)]
    public void Factors_multiply_product_and_offset(int numRows, int numOutputs)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (input, weight, bias) = Operands(numRows, 32, numOutputs);

        var actual = RowwiseLinear.Run(input, weight, bias, productFactor: 1.5f, biasFactor: -0.5f);

        var expected = nn.functional.linear(input, weight).Times(1.5).Plus(bias.Times(-0.5));
        Assert.True(expected.allclose(actual, rtol: 1e-5, atol: 1e-5));
    }

    [Fact]
    public void Inputs_of_several_dimensions_keep_them()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (input, weight, bias) = Operands(6, 8, 5);

        var actual = RowwiseLinear.Run(input.view(2, 3, 8), weight, bias);

        Assert.Equal([2, 3, 5], actual.shape);
        TensorAssert.Same(RowwiseLinear.Run(input, weight, bias), actual.reshape(6, 5), "rows");
    }

    [Fact]
    public void Outside_of_inference_mode_it_is_the_linear_layer()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (input, weight, bias) = Operands(3, 64, 96);

        var actual = RowwiseLinear.Run(input, weight, bias);

        Assert.False(RowwiseLinear.IsFor(input, weight));
        TensorAssert.Same(nn.functional.linear(input, weight, bias), actual, "rows");
    }

    private static (Tensor Input, Tensor Weight, Tensor Bias) Operands(int numRows, int numInputs, int numOutputs)
    {
        manual_seed(7);
        return (randn(numRows, numInputs), randn(numOutputs, numInputs), randn(numOutputs));
    }
}
