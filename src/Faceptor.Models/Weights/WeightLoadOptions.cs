using Faceptor.Core.Serialization;
using Faceptor.Core.Tasks;

namespace Faceptor.Models.Weights;

/// <summary>
/// What a foreign weight file does not say, and how strict to be. Published files need none of it.
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
    /// Copies what fits and leaves the rest as it was, for people who read the report; otherwise a file that does not
    /// fit is refused.
    /// </summary>
    public bool IsLenient { get; init; }

    /// <summary>Watches the reading and may stop it between tensors; null for nobody.</summary>
    public TransferWatch? Watch { get; init; }
}
