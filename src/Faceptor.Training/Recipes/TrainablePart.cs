namespace Faceptor.Training.Recipes;

/// <summary>What a training run moves; everything else stays as it is, to the last bit.</summary>
public enum TrainablePart
{
    /// <summary>Everything. Paper: Sec. 4.1, the first stage; Sec. 4.6, full-parameter fine-tuning.</summary>
    All,

    /// <summary>
    /// Decoders and heads, not the encoder. Paper: Sec. 4.6, output module (decoder) fine-tuning.
    /// </summary>
    Outputs,

    /// <summary>The queries of the trained tasks. Paper: Sec. 4.6, prompt tuning.</summary>
    Queries,

    /// <summary>The Layer-Attention of the trained tasks. Paper: Sec. 3.3, the second stage.</summary>
    LayerAttention,
}
