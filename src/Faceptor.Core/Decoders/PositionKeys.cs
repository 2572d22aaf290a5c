using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>One decoder layer's keys of positions; null where no range needs them.</summary>
/// <param name="OfTopLevel">W_k (position + stage 1's level embedding) + bias [L, D].</param>
/// <param name="OfAnyLevel">W_k position + bias [L, D], to which a task adds its level keys.</param>
internal sealed record PositionKeys(Tensor? OfTopLevel, Tensor? OfAnyLevel);
