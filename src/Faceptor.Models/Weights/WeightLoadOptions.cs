using Microsoft.Extensions.Logging;

namespace Faceptor.Models.Weights;

/// <summary>
/// How a weight file is loaded: what a foreign file does not say, what the model gets beyond the file, and how strict
/// to be. Published files need none of it.
/// </summary>
/// <remarks>Sizes are for foreign files; an own file carries its options, and these are not read for it.</remarks>
public sealed record WeightLoadOptions
{
    /// <summary>
    /// Attention heads of the encoder; null takes a head for every 64 numbers of a token, as CLIP and FaRL do.
    /// </summary>
    public int? EncoderHeads { get; init; }

    /// <summary>Attention heads of the query decoder; null takes 8. Released configuration.</summary>
    public int? DecoderHeads { get; init; }

    /// <summary>Input side of age, expression, attribute and identity tasks in pixels; null takes 112.</summary>
    public int? AttributeInputSidePx { get; init; }

    /// <summary>Input side of dense tasks in pixels; null takes the side that the position grid was made for.</summary>
    public int? DenseInputSidePx { get; init; }

    /// <summary>
    /// The task that a stage-2 file's Layer-Attention belongs to, which the file does not say; null leaves
    /// Layer-Attention out, and the model answers as in stage 1.
    /// </summary>
    public FaceTask? LayerAttentionTask { get; init; }

    /// <summary>
    /// Stage-2 checkpoints whose Layer-Attention the loaded model gets, in this order; none when empty. Only for
    /// <see cref="FaceptorWeights.Load"/>.
    /// </summary>
    public IReadOnlyList<LayerAttentionFile> LayerAttention { get; init; } = [];

    /// <summary>
    /// Tasks that the model has besides those of the file; their parameters, above all their queries, are random and
    /// among <see cref="WeightReport.Untouched"/>. A task that the file holds already is loaded from it. Only for
    /// <see cref="FaceptorWeights.Load"/>. Paper: Sec. 4.6.
    /// </summary>
    public IReadOnlyList<FaceTask> NewTasks { get; init; } = [];

    /// <summary>
    /// Seed of the parameters that the file does not fill; null takes torch's random numbers as they are. Only for
    /// <see cref="FaceptorWeights.Load"/>.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>
    /// Whether <see cref="FaceptorWeights.Load"/> takes a file that holds an encoder alone (FaRL's) and leaves decoders
    /// and heads of a Faceptor-Base random; otherwise such a file is refused, because its model predicts nothing.
    /// </summary>
    public bool AllowsEncoderOnly { get; init; }

    /// <summary>
    /// Copies what fits and leaves the rest as it was, for people who read the report; otherwise a file that does not
    /// fit is refused.
    /// </summary>
    public bool IsLenient { get; init; }

    /// <summary>Told what was loaded and what was left out, the path at Debug only; null for nobody.</summary>
    public ILogger? Logger { get; init; }
}

/// <summary>A released stage-2 checkpoint and the task that it was trained for, which the file does not say.</summary>
/// <param name="Task">The task that gets the Layer-Attention.</param>
/// <param name="Path">The checkpoint.</param>
public sealed record LayerAttentionFile(FaceTask Task, string Path);
