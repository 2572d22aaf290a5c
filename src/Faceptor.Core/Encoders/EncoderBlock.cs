using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Encoders;

/// <summary>One pre-norm transformer block: self-attention, then feed-forward, each added to its input.</summary>
/// <remarks>Released configuration: CLIP's block with QuickGELU, and stochastic depth on both branches.</remarks>
public sealed class EncoderBlock : nn.Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "norm1")] private readonly LayerNorm _attentionNorm;
    [ComponentName(Name = "attention")] private readonly Attention _attention;
    [ComponentName(Name = "norm2")] private readonly LayerNorm _feedForwardNorm;
    [ComponentName(Name = "feed_forward")] private readonly FeedForward _feedForward;

    /// <summary>Creates the block with CLIP's initial weights.</summary>
    /// <param name="embedDim">Token size D.</param>
    /// <param name="numHeads">Attention heads.</param>
    /// <param name="numBlocks">
    /// Blocks of the whole encoder; deeper encoders start with smaller residual branches.
    /// </param>
    public EncoderBlock(long embedDim, long numHeads, long numBlocks)
        : base(nameof(EncoderBlock))
    {
        var std = Math.Pow(embedDim, -0.5);
        var residualStd = std * Math.Pow(2.0 * numBlocks, -0.5);
        _attentionNorm = new LayerNorm(embedDim);
        _attention = new Attention(embedDim, numHeads, inputStd: std, outputStd: residualStd);
        _feedForwardNorm = new LayerNorm(embedDim);
        _feedForward = new FeedForward(
            embedDim,
            4 * embedDim,
            FeedForwardActivation.QuickGelu,
            expandStd: Math.Pow(2.0 * embedDim, -0.5),
            projectStd: residualStd);
        RegisterComponents();
    }

    /// <summary>Lets the block's heads begin by looking at neighbours.</summary>
    internal void InitializeLocalAttention(int blockIndex, int gridSide, int numPlaceFeatures) =>
        LocalAttentionInit.Fill(_attention.InputWeight, blockIndex, _attention.NumHeads, gridSide, numPlaceFeatures);

    /// <summary>Runs the block.</summary>
    /// <param name="input">Tokens [B, L, D]; not disposed here.</param>
    /// <param name="pathFactors">
    /// What stochastic depth multiplies both branches by, for samples [2, B, 1] or for token positions [2, 1, L] (see
    /// <see cref="DropPath"/>); null keeps both. Not disposed here.
    /// </param>
    /// <returns>Tokens [B, L, D], owned by the caller.</returns>
    public override Tensor forward(Tensor input, Tensor? pathFactors)
    {
        using var scope = NewDisposeScope();
        var attended = Add(input, Kept(_attention.call(_attentionNorm.call(input)), 0));
        return Add(attended, Kept(_feedForward.call(_feedForwardNorm.call(attended)), 1)).MoveToOuterDisposeScope();

        // Into the branch, which nobody else holds, where no gradient needs it.
        static Tensor Add(Tensor tokens, Tensor branch) =>
            is_grad_enabled() || branch.dtype != tokens.dtype ? tokens.Plus(branch) : branch.PlusInPlace(tokens);

        Tensor Kept(Tensor branch, long index) =>
            pathFactors is null ? branch : DropPath.Apply(branch, pathFactors.select(0, index));
    }
}
