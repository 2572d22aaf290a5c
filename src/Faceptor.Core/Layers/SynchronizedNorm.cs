using Faceptor.Core.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>
/// A batch norm in training that compares the samples of all processes: counts, sums and squares are summed over them
/// in float64, and so are the two sums that its gradient needs.
/// </summary>
/// <remarks>
/// What PyTorch's SyncBatchNorm computes: running statistics take the unbiased variance over all samples, and the
/// gradients of weight and bias are those of a process's own samples, to be summed with all others. Kept between the
/// passes is one tensor as large as the input; in passing there are copies in float64 of four times its size.
/// </remarks>
internal sealed class SynchronizedNorm : autograd.SingleTensorFunction<SynchronizedNorm>
{
    private const string SumsKey = "sums";

    /// <inheritdoc/>
    public override string Name => nameof(SynchronizedNorm);

    /// <summary>Normalises; every process calls it at the same time.</summary>
    /// <param name="input">[B, C] or [B, C, H, W], B may be 0; not disposed here.</param>
    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="statistics">The running statistics, which are changed.</param>
    /// <param name="all">Joins the processes.</param>
    /// <returns>The same shape, owned by the caller.</returns>
    public static Tensor Compute(
        Tensor input, Parameter weight, Parameter bias, NormStatistics statistics, NormSynchronization all)
    {
        using var scope = NewDisposeScope();
        return apply(input, weight, bias, statistics, all).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var (statistics, all) = ((NormStatistics)vars[3], (NormSynchronization)vars[4]);
        using var scope = NewDisposeScope();
        var numChannels = input.size(1);
        using var numOwn = (input.numel() / (double)numChannels).ToScalar();
        var wide = input.to_type(ScalarType.Float64);
        var sums = SumByChannel(wide);
        var squares = SumByChannel(wide.Squared());
        var packed = cat([sums, squares, full([1], numOwn, ScalarType.Float64, input.device)], 0);   // [2C + 1]
        all.Sum(packed);
        var count = packed.narrow(0, 2 * numChannels, 1);                                             // [1]
        var mean = packed.narrow(0, 0, numChannels).div(count);                                       // [C]
        var variance = packed.narrow(0, numChannels, numChannels).div(count).Minus(mean.Squared()).AtLeast(0);
        statistics.Take(mean, variance, count);
        var inverse = variance.Plus(statistics.Epsilon).rsqrt();                                      // [C]
        var normalized = input.Minus(Along(input, mean)).mul_(Along(input, inverse));

        ctx.save_data(SumsKey, all);
        // Read after this method has returned, so they outlive its scope.
        ctx.save_for_backward(
            [weight, .. new[] { normalized, inverse, count }.Select(tensor => tensor.MoveToOuterDisposeScope())]);
        return normalized.mul(Along(input, weight)).PlusInPlace(Along(input, bias)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var all = (NormSynchronization)ctx.get_data(SumsKey);
        var gradients = all.BackwardError.RunAll(
            3,
            () => Gradients(ctx, all, grad_output),
            () =>
            {
                var saved = ctx.get_saved_variables();
                return [saved[1], saved[0], saved[0]];
            });
        return [.. gradients.Select(gradient => gradient!), null!, null!];
    }

    private static Tensor[] Gradients(autograd.AutogradContext ctx, NormSynchronization all, Tensor outputGradient)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        scope.Attach(outputGradient);
        var saved = ctx.get_saved_variables();
        var (weight, normalized, inverse, count) = (saved[0], saved[1], saved[2], saved[3]);
        var numChannels = weight.size(0);
        var ofBias = SumByChannel(outputGradient);                                                    // [C], float64
        var ofWeight = SumByChannel(outputGradient.mul(normalized));                                  // [C], float64
        var packed = cat([ofBias, ofWeight], 0);
        all.Sum(packed);
        var means = packed.div_(count);
        var gradient = outputGradient.Minus(Along(normalized, means.narrow(0, 0, numChannels)))
            .sub_(normalized.mul(Along(normalized, means.narrow(0, numChannels, numChannels))))
            .mul_(Along(normalized, weight.mul(inverse)));
        return
        [
            .. new[] { gradient, ofWeight.to_type(weight.dtype), ofBias.to_type(weight.dtype) }
                .Select(tensor => tensor.MoveToOuterDisposeScope()),
        ];
    }

    private static Tensor SumByChannel(Tensor tensor) =>
        tensor.sum(tensor.dim() == 4 ? [0, 2, 3] : [0], type: ScalarType.Float64);

    // Numbers of channels in the shape and type that meet those of a tensor.
    private static Tensor Along(Tensor tensor, Tensor channels) =>
        channels.to_type(tensor.dtype).view(tensor.dim() == 4 ? [1, -1, 1, 1] : [1, -1]);
}

/// <summary>The running statistics of a norm.</summary>
/// <param name="Mean">[C], changed.</param>
/// <param name="Variance">[C], changed.</param>
/// <param name="Epsilon">Added to variances.</param>
internal sealed record NormStatistics(Tensor Mean, Tensor Variance, double Epsilon)
{
    /// <summary>Lets the statistics of all samples in.</summary>
    /// <param name="mean">[C].</param>
    /// <param name="variance">Divided by the number of samples [C].</param>
    /// <param name="count">That number [1].</param>
    public void Take(Tensor mean, Tensor variance, Tensor count)
    {
        Move(Mean, mean);
        Move(Variance, variance.mul(count).div(count.Plus(-1).AtLeast(1)));
    }

    private static void Move(Tensor running, Tensor now) =>
        running.copy_(running.Times(1 - BatchNorm.Momentum).Plus(now.Times(BatchNorm.Momentum)));
}
