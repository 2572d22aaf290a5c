using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training.Optimization;

/// <summary>
/// Fused operations over whole parameter lists that TorchSharp does not expose; none of them waits for the device.
/// </summary>
/// <remarks>Every function here runs in a test: a misspelt one ends the process instead of throwing.</remarks>
internal static class OptimizerKernels
{
    // One unit for the life of the process: disposing a unit frees nothing. The text must end with a line break, or its
    // parser takes the last statement for half an assignment.
    private static readonly jit.CompilationUnit Unit = jit.compile("""
        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor],
                  lr: float, b1: float, b2: float, wd: float, eps: float, skip: Tensor):
            unused: List[Tensor] = []
            torch._foreach_add_(s, (1.0 - skip).squeeze())
            torch._fused_adamw_(p, g, m, v, unused, s, lr=lr, beta1=b1, beta2=b2, weight_decay=wd, eps=eps,
                                amsgrad=False, maximize=False, grad_scale=None, found_inf=skip)
        def norm(g: List[Tensor]):
            return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)))
        def clip(g: List[Tensor], norm: Tensor, max_norm: float):
            torch._foreach_mul_(g, torch.clamp(max_norm / (norm + 1e-6), max=1.0))
        def flatten(parts: List[Tensor]):
            return torch.cat([part.reshape(-1) for part in parts])
        def split(flat: Tensor, like: List[Tensor]):
            parts = torch.split(flat, [one.numel() for one in like])
            return [pair[0].view_as(pair[1]) for pair in zip(parts, like)]
        def unscale(g: List[Tensor], scale: Tensor, found: Tensor):
            torch._amp_foreach_non_finite_check_and_unscale_(g, found, 1.0 / scale)
        def update_scale(losses: List[Tensor], norm: Tensor, scale: Tensor, tracker: Tensor, skipped: Tensor,
                  fault: Tensor, skip: Tensor, grows: bool, holds: bool, interval: int):
            bad_loss = 1.0 - torch.isfinite(torch.stack(losses)).all().to(scale.dtype)
            bad_norm = 1.0 - torch.isfinite(norm).to(scale.dtype).reshape(1)
            if holds:
                fault.copy_(torch.maximum(fault, torch.maximum(bad_loss, bad_norm * (scale <= 1.0))))
            skip.copy_(torch.maximum(fault, torch.maximum(bad_loss, bad_norm)))
            skipped.add_(skip.to(skipped.dtype))
            if grows:
                torch._amp_update_scale_(scale, tracker, bad_norm, 2.0, 0.5, interval)

        """);

    /// <summary>One AdamW step in place; nothing changes where <paramref name="skip"/> is 1.</summary>
    public static void AdamW(
        Tensor[] parameters,
        Tensor[] gradients,
        Tensor[] means,
        Tensor[] squares,
        Tensor[] steps,
        AdamWOptions numbers,
        Tensor skip)
    {
        // Held until the call returns: TorchSharp would make numbers that a collection may free too early.
        using var rate = numbers.LearningRate.ToScalar();
        using var beta1 = numbers.Beta1.ToScalar();
        using var beta2 = numbers.Beta2.ToScalar();
        using var decay = numbers.WeightDecay.ToScalar();
        using var epsilon = numbers.Epsilon.ToScalar();
        Unit.invoke(
            "adamw", parameters, gradients, means, squares, steps, rate, beta1, beta2, decay, epsilon, skip);
    }

    /// <summary>The Euclidean norm of all gradients together, a scalar owned by the caller.</summary>
    public static Tensor Norm(Tensor[] gradients) => (Tensor)Unit.invoke("norm", (object)gradients);

    /// <summary>
    /// Scales the gradients in place so that their common norm is at most <paramref name="maxNorm"/>.
    /// </summary>
    public static void Clip(Tensor[] gradients, Tensor norm, double maxNorm)
    {
        using var limit = maxNorm.ToScalar();
        Unit.invoke("clip", gradients, norm, limit);
    }

    /// <summary>All numbers of tensors one after another.</summary>
    /// <param name="parts">Of one type and device, any shapes; not disposed here.</param>
    /// <returns>A copy [N], owned by the caller.</returns>
    public static Tensor Flatten(Tensor[] parts) => (Tensor)Unit.invoke("flatten", (object)parts);

    /// <summary>Cuts what <see cref="Flatten"/> gave into tensors again.</summary>
    /// <param name="flat">The numbers [N].</param>
    /// <param name="like">Tensors of the shapes.</param>
    /// <returns>Views of the numbers, owned by the caller.</returns>
    public static Tensor[] Split(Tensor flat, Tensor[] like) => (Tensor[])Unit.invoke("split", flat, like);

    /// <summary>Divides the gradients by the scale [1] in place.</summary>
    public static void Unscale(Tensor[] gradients, Tensor scale)
    {
        using var found = zeros(1, ScalarType.Float32, scale.device);
        Unit.invoke("unscale", gradients, scale, found);
    }

    /// <summary>
    /// Decides whether a step is skipped, counts it and moves the scale; see <see cref="GradientScaler"/>.
    /// </summary>
    public static void UpdateScale(
        Tensor[] losses, Tensor norm, ScalerState state, bool grows, bool holds, long interval)
    {
        using var steps = interval.ToScalar();
        Unit.invoke(
            "update_scale",
            losses,
            norm,
            state.Scale,
            state.GrowthTracker,
            state.SkippedSteps,
            state.Fault,
            state.Skip,
            grows,
            holds,
            steps);
    }
}
