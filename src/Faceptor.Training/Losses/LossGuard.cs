using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// Shape checks shared by the losses; a mismatch would otherwise broadcast silently or end the process.
/// </summary>
internal static class LossGuard
{
    public static void Points(Tensor logits, Tensor points)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(points);
        if (logits.dim() != 4 || points.dim() != 3 || points.size(2) != 2
            || logits.size(0) != points.size(0) || logits.size(1) != points.size(1))
        {
            throw new ArgumentException(
                "heatmaps [B, K, H, W] and points [B, K, 2] must share B and K; "
                + $"got {Shape(logits)} and {Shape(points)}.",
                nameof(points));
        }
    }

    public static void PerSample(Tensor logits, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (logits.dim() != 2 || labels.dim() != 1 || logits.size(0) != labels.size(0))
        {
            throw new ArgumentException(
                $"outputs [B, K] and labels [B] must share B; got {Shape(logits)} and {Shape(labels)}.",
                nameof(labels));
        }
    }

    public static void PerOutput(Tensor logits, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (logits.dim() != 2 || labels.dim() != 2
            || logits.size(0) != labels.size(0) || logits.size(1) != labels.size(1))
        {
            throw new ArgumentException(
                $"outputs and labels must both be [B, K]; got {Shape(logits)} and {Shape(labels)}.", nameof(labels));
        }
    }

    public static void PerPixel(Tensor logits, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (logits.dim() != 4 || labels.dim() != 3 || logits.size(0) != labels.size(0))
        {
            throw new ArgumentException(
                $"maps [B, K, h, w] and classes [B, H, W] must share B; got {Shape(logits)} and {Shape(labels)}.",
                nameof(labels));
        }
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
