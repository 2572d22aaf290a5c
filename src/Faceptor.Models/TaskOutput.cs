using Faceptor.Core.Batches;
using Faceptor.Core.Heads;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>What a model says for one range of a ragged batch.</summary>
/// <param name="Range">The task and its images.</param>
/// <param name="Values">
/// Depends on the family. Landmarks: heatmap logits [B, K, 4S, 4S] (S = input side / patch). Parsing: class logits
/// [B, K, 4S, 4S], to be resized to the input size. Age, expression, attributes: logits [B, K]. Identity: embedding
/// [B, D], not normalised.
/// </param>
public sealed record TaskOutput(TaskRange Range, Tensor Values)
{
    /// <summary>The task.</summary>
    public FaceTask Task => Range.Task;

    /// <summary>
    /// How the logits of an age task become probabilities. It travels with the output, so that loss, evaluation and
    /// prediction cannot read it differently.
    /// </summary>
    public AgeActivation AgeActivation { get; init; } = AgeActivation.NormalizedSigmoid;
}
