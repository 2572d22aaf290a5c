using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// Mean cross-entropy over scaled cosines to many class weights, the true one's lowered by a margin, with gradients
/// written out by hand: one tensor as large as the cosines is all that is kept between the passes, and the gradient of
/// the class weights is formed in the place where it stays.
/// </summary>
/// <remarks>
/// Our choice; composed of libtorch's operations the same loss holds a normalised copy of the class weights, its
/// gradient, and the cosines several times (docs/performance.md). With w the class weights, n their lengths, x the
/// embeddings and p the softmax of s (x·w / n - margin): q = (p - true) / n is kept; then dx = s Σ q w, and
/// dw = u - w (w·u) / n² with u = s qᵀ x, one block of class weights after the other.
/// </remarks>
internal sealed class MarginSoftmax : autograd.SingleTensorFunction<MarginSoftmax>
{
    private const string CallKey = "call";

    // Class weights whose gradient is formed at a time: 16 MB at 512 numbers each.
    private const long BlockSize = 8_192;

    // As in libtorch's normalize.
    private const double SmallestLength = 1e-12;

    /// <inheritdoc/>
    public override string Name => nameof(MarginSoftmax);

    /// <summary>Computes the loss.</summary>
    /// <param name="embeddings">Embeddings of length 1 [B, D]; not disposed here.</param>
    /// <param name="classWeights">
    /// Class weights of any length [I, D], of the embeddings' type. The backward pass adds their gradient by itself.
    /// </param>
    /// <param name="classes">True classes [B], int64 in 0..I-1; not disposed here.</param>
    /// <param name="numbers">Scale and margin.</param>
    /// <param name="backwardError">Receives what the backward pass leaves behind.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Compute(
        Tensor embeddings,
        Parameter classWeights,
        Tensor classes,
        MarginOptions numbers,
        DeferredBackwardError backwardError)
    {
        using var scope = NewDisposeScope();
        return apply(embeddings, classWeights, classes, new Call(classWeights, numbers, backwardError))
            .MoveToOuterDisposeScope();
    }

    /// <summary>What turns class weights into unit vectors.</summary>
    /// <param name="classWeights">Class weights [I, D]; not disposed here.</param>
    /// <returns>The inverse of their lengths [I], owned by the caller.</returns>
    public static Tensor InverseLengths(Tensor classWeights)
    {
        using var scope = NewDisposeScope();
        return classWeights.norm(1).AtLeast(SmallestLength).reciprocal().MoveToOuterDisposeScope();
    }

    /// <summary>Forms the gradient of class weights, one block of rows after the other.</summary>
    /// <param name="classWeights">Class weights of any length [I, D]; not disposed here.</param>
    /// <param name="embeddings">Embeddings times the factor of their gradient [B, D]; not disposed here.</param>
    /// <param name="inverse">The inverse of the class weights' lengths [I]; not disposed here.</param>
    /// <param name="values">q over the lengths [B, I]; not disposed here.</param>
    /// <param name="take">
    /// Gets the first row of a block and its gradient [I', D], which it may change and is freed afterwards.
    /// </param>
    public static void FormClassWeightGradient(
        Tensor classWeights, Tensor embeddings, Tensor inverse, Tensor values, Action<long, Tensor> take)
    {
        for (var first = 0L; first < classWeights.size(0); first += BlockSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(BlockSize, classWeights.size(0) - first);
            var block = classWeights.narrow(0, first, count);                                         // [I', D]
            var gradient = mm(values.narrow(1, first, count).t(), embeddings);                        // [I', D]
            // A class weight's length does not matter: what points along it is taken out.
            var along = bmm(block.unsqueeze(1), gradient.unsqueeze(2)).view(count, 1)
                .mul_(inverse.narrow(0, first, count).Squared().unsqueeze(1));                        // [I', 1]
            gradient.sub_(block.mul(along));
            take(first, gradient);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (embeddings, classes, call) = ((Tensor)vars[0], (Tensor)vars[2], (Call)vars[3]);
        var (scale, margin) = call.Numbers;
        using var scope = NewDisposeScope();
        var places = classes.unsqueeze(1);                                                            // [B, 1]
        var inverse = InverseLengths(call.ClassWeights);                                              // [I]
        var ofTrue = zeros([embeddings.size(0), 1], embeddings.dtype, embeddings.device);             // [B, 1]
        // One tensor [B, I], changed in place from here on: cosines, logits, their exponentials, q.
        var values = nn.functional.linear(embeddings, call.ClassWeights);
        values.mul_(inverse.Times(scale)).scatter_add_(1, places, ofTrue.Plus(-scale * margin));
        values.sub_(values.amax([1], keepdim: true));
        var trueLogits = values.gather(1, places);                                                    // [B, 1]
        var sums = values.exp_().sum(1, keepdim: true);                                               // [B, 1]
        values.div_(sums).scatter_add_(1, places, ofTrue.Plus(-1)).mul_(inverse);

        ctx.save_data(CallKey, call);
        // Read after this method has returned, so they outlive its scope.
        ctx.save_for_backward(
            [embeddings, inverse.MoveToOuterDisposeScope(), values.MoveToOuterDisposeScope()]);
        ctx.set_materialize_grads(false);
        return sums.log().Minus(trueLogits).mean().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (Call)ctx.get_data(CallKey);
        var gradient = call.BackwardError.Run(
            () => Gradient(ctx, call, grad_output), () => ctx.get_saved_variables()[0]);
        // The gradient of the class weights is in its place: returned from here, libtorch would copy it.
        return [gradient!, null!, null!, null!];
    }

    private static Tensor? Gradient(autograd.AutogradContext ctx, Call call, Tensor outputGradient)
    {
        using var scope = NewDisposeScope();
        if (outputGradient.IsInvalid)
        {
            return null;
        }

        scope.Attach(outputGradient);
        using var quiet = no_grad();
        var saved = ctx.get_saved_variables();
        var (embeddings, inverse, values) = (saved[0], saved[1], saved[2]);
        var factor = outputGradient.Times(call.Numbers.Scale / embeddings.size(0));
        if (call.ClassWeights.requires_grad)
        {
            AddClassWeightGradient(call.ClassWeights, embeddings.mul(factor), inverse, values);
        }

        return embeddings.requires_grad
            ? mm(values, call.ClassWeights).mul_(factor).MoveToOuterDisposeScope()                    // [B, D]
            : null;
    }

    private static void AddClassWeightGradient(
        Parameter classWeights, Tensor embeddings, Tensor inverse, Tensor values)
    {
        var before = classWeights.grad;
        var total = before ?? empty_like(classWeights, requires_grad: false);
        FormClassWeightGradient(classWeights, embeddings, inverse, values, (first, gradient) =>
        {
            var place = total.narrow(0, first, gradient.size(0));
            if (before is null)
            {
                place.copy_(gradient);
            }
            else
            {
                // Not add_, whose hidden number may be freed too early (TensorArithmetic).
                place.sub_(gradient.neg_());
            }
        });

        if (before is null)
        {
            classWeights.grad = total;
        }
    }

    private sealed record Call(Parameter ClassWeights, MarginOptions Numbers, DeferredBackwardError BackwardError);
}

/// <summary>The two numbers of CosFace.</summary>
/// <param name="Scale">Factor s of the cosines.</param>
/// <param name="Margin">Amount m that the true identity's cosine is lowered by.</param>
internal readonly record struct MarginOptions(double Scale, double Margin);
