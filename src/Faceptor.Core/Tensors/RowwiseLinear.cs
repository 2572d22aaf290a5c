using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>
/// Linear layers on the processor whose result for a row does not depend on how many rows stand beside it, nor on the
/// number of threads: a face is then answered alike alone, in a batch and beside other tasks.
/// </summary>
/// <remarks>
/// libtorch's product (MKL's) sums in another order for fewer than 4 rows, for the last 1 to 3 rows that a thread gets
/// of less than 12, and for layers with one output; 12 rows and more are alike. Measured with libtorch 2.10 on one
/// processor (AMD EPYC with AVX-512), 1 to 16 threads. So few rows are padded, and one output is a product and a sum a
/// row. Only in inference mode: training and evaluation keep their numbers, and a block that the backward pass runs again
/// gives what it gave before.
/// </remarks>
internal static class RowwiseLinear
{
    /// <summary>Rows from which all are alike; a multiple of 4 above the 12 that were measured.</summary>
    private const long MinRows = 16;

    /// <summary>f x Wᵀ + g b.</summary>
    /// <param name="input">x [..., I]; not disposed here.</param>
    /// <param name="weight">W [O, I]; not disposed here.</param>
    /// <param name="bias">b [O]; not disposed here.</param>
    /// <param name="productFactor">f; costs nothing.</param>
    /// <param name="biasFactor">g; costs nothing.</param>
    /// <returns>[..., O], owned by the caller.</returns>
    public static Tensor Run(
        Tensor input, Tensor weight, Tensor? bias, float productFactor = 1, float biasFactor = 1)
    {
        var isPlain = productFactor == 1 && biasFactor == 1;
        if (!IsFor(input, weight))
        {
            return isPlain
                ? nn.functional.linear(input, weight, bias)
                : Scaled(input, weight, bias, productFactor, biasFactor);
        }

        using var scope = NewDisposeScope();
        if (weight.size(0) == 1)
        {
            var sums = input.mul(weight[0]).sum(-1, keepdim: true).Times(productFactor);                // [..., 1]
            return (bias is null ? sums : sums.Plus(bias.Times(biasFactor))).MoveToOuterDisposeScope();
        }

        var numRows = RowsOf(input);
        // With as many dimensions as before: libtorch adds the offsets of matrices and of others in another order.
        long[] ones = [.. Enumerable.Repeat(1L, Math.Max(0, (int)input.dim() - 2))];
        var padded = zeros([.. ones, MinRows, input.size(-1)], input.dtype, input.device);          // [1, 16, I]
        padded.narrow(-2, 0, numRows).copy_(input.reshape([.. ones, numRows, input.size(-1)]));
        var outputs = isPlain
            ? nn.functional.linear(padded, weight, bias)
            : Scaled(padded, weight, bias, productFactor, biasFactor);                              // [1, 16, O]
        return outputs.narrow(-2, 0, numRows).reshape(ShapeOf(input, weight)).MoveToOuterDisposeScope();
    }

    /// <summary>A B of each image.</summary>
    /// <param name="left">A [B, N, I]; not disposed here.</param>
    /// <param name="right">B [B, I, O]; not disposed here.</param>
    /// <returns>[B, N, O], owned by the caller; rows of an image lie together, images perhaps apart.</returns>
    public static Tensor Batched(Tensor left, Tensor right)
    {
        var numRows = left.size(1);
        if (!is_inference_mode_enabled() || left.device_type != DeviceType.CPU || numRows is 0 or >= MinRows)
        {
            return bmm(left, right);
        }

        using var scope = NewDisposeScope();
        var padded = zeros([left.size(0), MinRows, left.size(2)], left.dtype, left.device);         // [B, 16, I]
        padded.narrow(1, 0, numRows).copy_(left);
        return bmm(padded, right).narrow(1, 0, numRows).MoveToOuterDisposeScope();
    }

    /// <summary>Whether libtorch's product would be another one beside other rows.</summary>
    /// <param name="input">x [..., I].</param>
    /// <param name="weight">W [O, I].</param>
    public static bool IsFor(Tensor input, Tensor weight) =>
        is_inference_mode_enabled()
        && input.device_type == DeviceType.CPU
        && (weight.size(0) == 1 || RowsOf(input) is > 0 and < MinRows);

    // As libtorch's own linear layer does it, with the factors of its matrix product.
    private static Tensor Scaled(
        Tensor input, Tensor weight, Tensor? bias, float productFactor, float biasFactor)
    {
        using var scope = NewDisposeScope();
        var rows = input.reshape(-1, input.size(-1));                                               // [M, I]
        var offsets = bias ?? zeros([1], input.dtype, input.device);
        return addmm(offsets, rows, weight.t(), biasFactor, productFactor)
            .view(ShapeOf(input, weight))
            .MoveToOuterDisposeScope();
    }

    private static long RowsOf(Tensor input) => input.numel() / input.size(-1);

    private static long[] ShapeOf(Tensor input, Tensor weight) => [.. input.shape[..^1], weight.size(0)];
}
