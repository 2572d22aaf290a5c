using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Encoders;

/// <summary>
/// Leaves tokens as they are, and tells in the backward pass that everything that was computed from them has its
/// gradients.
/// </summary>
/// <remarks>
/// libtorch has no place to ask for this from .NET. It runs backward what was computed last first, and adds a
/// parameter's gradient as soon as it is known; so nothing behind a boundary is left when the boundary's turn comes.
/// </remarks>
internal sealed class BlockBoundary : autograd.SingleTensorFunction<BlockBoundary>
{
    private const string CallKey = "call";

    /// <inheritdoc/>
    public override string Name => nameof(BlockBoundary);

    /// <summary>Marks tokens.</summary>
    /// <param name="tokens">Tokens [B, L, D]; not disposed here.</param>
    /// <param name="reached">Called in the backward pass, on its thread.</param>
    /// <param name="backwardError">Receives what the backward pass leaves behind, failures of the call among it.</param>
    /// <returns>The same tokens, owned by the caller.</returns>
    public static Tensor Mark(Tensor tokens, Action reached, DeferredBackwardError backwardError) =>
        tokens.requires_grad ? apply(tokens, new Call(reached, backwardError)) : tokens.alias();

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(CallKey, vars[1]);
        ctx.set_materialize_grads(false);
        return ((Tensor)vars[0]).alias();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (Call)ctx.get_data(CallKey);
        var gradient = call.BackwardError.Run(
            () =>
            {
                call.Reached();
                return grad_output.IsInvalid ? null : grad_output.alias();
            },
            () => grad_output);
        return [gradient!, null!];
    }

    private sealed record Call(Action Reached, DeferredBackwardError BackwardError);
}
