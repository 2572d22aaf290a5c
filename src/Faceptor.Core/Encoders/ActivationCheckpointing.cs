using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Encoders;

/// <summary>
/// Runs an encoder block so that only its input is kept for the backward pass, where the block is run once more.
/// Gradients are the same to the last bit.
/// </summary>
/// <remarks>
/// Our choice. The released code asks for activation checkpointing, but its forward pass goes round it: published
/// weights were trained without, and results do not depend on it. All that a block draws or is told by its
/// surroundings, stochastic depth and <see cref="AutocastScope"/>, is kept and given to it again. On a GPU the second
/// run is on libtorch's own thread, which knows neither scopes nor settings of the caller's.
/// </remarks>
internal sealed class ActivationCheckpointing : autograd.SingleTensorFunction<ActivationCheckpointing>
{
    private const string CallKey = "call";

    /// <inheritdoc/>
    public override string Name => nameof(ActivationCheckpointing);

    /// <summary>Runs a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="input">Tokens [B, L, D]; not disposed here.</param>
    /// <param name="pathFactors">What stochastic depth multiplies the branches by; not disposed here.</param>
    /// <param name="backwardError">Receives what the backward pass leaves behind.</param>
    /// <returns>Tokens [B, L, D], owned by the caller.</returns>
    public static Tensor Run(EncoderBlock block, Tensor input, Tensor? pathFactors, DeferredBackwardError backwardError)
    {
        // The node comes to be only when a tensor among its arguments learns; the input may be frozen.
        var anchor = block.parameters().FirstOrDefault(parameter => parameter.requires_grad);
        return !input.requires_grad && anchor is null
            ? block.call(input, pathFactors)
            : apply(input, anchor ?? input, pathFactors!, new Call(block, AutocastScope.Innermost, backwardError));
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, pathFactors, call) = ((Tensor)vars[0], (Tensor?)vars[2], (Call)vars[3]);
        ctx.save_data(CallKey, call);
        ctx.save_for_backward([input, pathFactors!]);
        // A gradient that did not come stays away instead of becoming zeros.
        ctx.set_materialize_grads(false);
        return call.Block.call(input, pathFactors);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (Call)ctx.get_data(CallKey);
        var gradient = call.BackwardError.Run(
            () => Gradient(ctx, call, grad_output), () => ctx.get_saved_variables()[0]);
        return [gradient!, null!, null!, null!];
    }

    // Gradients of the block's parameters are added to them on the way.
    private static Tensor? Gradient(autograd.AutogradContext ctx, Call call, Tensor outputGradient)
    {
        using var scope = NewDisposeScope();
        if (outputGradient.IsInvalid)
        {
            return null;
        }

        scope.Attach(outputGradient);
        using var on = enable_grad();
        using var precision = AutocastScope.EnterAgain(call.Precision);
        var saved = ctx.get_saved_variables();
        var input = saved[0].detach().requires_grad_(saved[0].requires_grad);
        var output = call.Block.call(input, saved[1]);
        autograd.backward([output], [outputGradient]);
        return input.grad?.MoveToOuterDisposeScope();
    }

    private sealed record Call(EncoderBlock Block, AutocastScope? Precision, DeferredBackwardError BackwardError);
}
