namespace Faceptor.Core.Layers;

/// <summary>What stochastic depth drops together when it drops a residual branch.</summary>
public enum DropPathMode
{
    /// <summary>
    /// A whole image: one random number for each image of the batch. Stochastic depth as the literature describes it,
    /// and what timm's <c>DropPath</c> does to tensors laid out [batch, tokens, channels].
    /// </summary>
    Samples,

    /// <summary>
    /// A token position: one random number for each place of the sequence, the class token's included, which drops that
    /// place in all images of the batch. Released configuration: the authors' blocks run on tensors laid out [tokens,
    /// batch, channels], and timm's <c>DropPath</c> draws one number for each index of the first axis.
    /// </summary>
    TokenPositions,
}
