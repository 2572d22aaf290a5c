using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// One decoder layer: cross-attention to the image, self-attention within a task, feed-forward; each post-norm.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.2 and Eq. 6. Released configuration: no dropout, ReLU. Keys and values of the memory are computed once
/// for all tasks, and linear layers and norms run on all tasks' tokens at once; only the attention products are per
/// task.
/// </remarks>
public sealed class QueryDecoderLayer : nn.Module
{
    [ComponentName(Name = "cross_attention")] private readonly Attention _crossAttention;
    [ComponentName(Name = "norm1")] private readonly LayerNorm _crossNorm;
    [ComponentName(Name = "self_attention")] private readonly Attention _selfAttention;
    [ComponentName(Name = "norm2")] private readonly LayerNorm _selfNorm;
    [ComponentName(Name = "feed_forward")] private readonly FeedForward _feedForward;
    [ComponentName(Name = "norm3")] private readonly LayerNorm _feedForwardNorm;

    /// <summary>
    /// Creates the layer; all matrices start as N(0, 1 / inputs), offsets of the feed-forward part evenly within one
    /// standard deviation of its matrices, those of the attention as 0.
    /// </summary>
    /// <param name="dim">Token size D.</param>
    /// <param name="numHeads">Attention heads.</param>
    /// <param name="feedForwardDim">Inner size of the feed-forward part.</param>
    public QueryDecoderLayer(long dim, long numHeads, long feedForwardDim)
        : base(nameof(QueryDecoderLayer))
    {
        var std = Math.Pow(dim, -0.5);
        _crossAttention = new Attention(dim, numHeads, inputStd: std, outputStd: std);
        _crossNorm = new LayerNorm(dim);
        _selfAttention = new Attention(dim, numHeads, inputStd: std, outputStd: std);
        _selfNorm = new LayerNorm(dim);
        _feedForward = new FeedForward(
            dim,
            feedForwardDim,
            FeedForwardActivation.Relu,
            expandStd: std,
            projectStd: Math.Pow(feedForwardDim, -0.5));
        _feedForward.InitializeOffsets();
        _feedForwardNorm = new LayerNorm(dim);
        RegisterComponents();
    }

    /// <summary>The attention to the image, for initial weights.</summary>
    internal Attention CrossAttention => _crossAttention;

    /// <summary>
    /// The part of the cross-attention keys that depends only on positions: W_k position + bias.
    /// </summary>
    /// <param name="positions">Codes of positions [L, D]; not disposed here.</param>
    /// <returns>[L, D], owned by the caller.</returns>
    public Tensor KeysOf(Tensor positions) => _crossAttention.Key(positions);

    /// <summary>Runs the layer on the tokens of all tasks.</summary>
    /// <param name="tokens">Tokens as rows [M, D]; not disposed here.</param>
    /// <param name="embeddings">Query embeddings as rows [M, D]; not disposed here.</param>
    /// <param name="rows">Which rows belong to which range.</param>
    /// <param name="memory">What the ranges look at.</param>
    /// <param name="positionKeys">This layer's <see cref="KeysOf(Tensor)"/> of positions with and without a level.</param>
    /// <param name="attentionHook">
    /// Called with the number of each range and its cross-attention weights [B, N, Q, T L], which costs extra; null as a
    /// rule.
    /// </param>
    /// <returns>Tokens as rows [M, D], owned by the caller.</returns>
    internal Tensor Forward(
        Tensor tokens,
        Tensor embeddings,
        PackedQueries rows,
        MultiLevelMemory memory,
        PositionKeys positionKeys,
        Action<int, Tensor>? attentionHook = null)
    {
        using var scope = NewDisposeScope();
        var attended = CrossAttend(tokens.Plus(embeddings), rows, memory, positionKeys, attentionHook);
        var crossed = _crossNorm.call(tokens.Plus(attended));
        var mixed = _selfNorm.call(crossed.Plus(SelfAttend(crossed, embeddings, rows)));
        return _feedForwardNorm.call(mixed.Plus(_feedForward.call(mixed))).MoveToOuterDisposeScope();
    }

    private Tensor CrossAttend(
        Tensor queryTokens,
        PackedQueries rows,
        MultiLevelMemory memory,
        PositionKeys positionKeys,
        Action<int, Tensor>? attentionHook)
    {
        using var scope = NewDisposeScope();
        var allQueries = _crossAttention.Query(queryTokens);                                      // [M, D]
        var projected = memory.Project(_crossAttention, positionKeys);
        var attended = rows.Join((index, range) =>
        {
            using var rangeScope = NewDisposeScope();
            var queries = rows.Of(index, allQueries);                                             // [B, Q, D]
            var (keys, values) = projected.Of(index, range);
            attentionHook?.Invoke(index, _crossAttention.Weights(queries, keys));
            return _crossAttention.Attend(queries, keys, values).MoveToOuterDisposeScope();
        });                                                                                       // [M, D]
        return _crossAttention.Output(attended).MoveToOuterDisposeScope();
    }

    private Tensor SelfAttend(Tensor tokens, Tensor embeddings, PackedQueries rows)
    {
        using var scope = NewDisposeScope();
        var queriesAndKeys = _selfAttention.QueryAndKey(tokens.Plus(embeddings)).chunk(2, -1);        // 2 x [M, D]
        var (queries, keys) = (queriesAndKeys[0].contiguous(), queriesAndKeys[1].contiguous());
        var values = _selfAttention.Value(tokens);                                                // [M, D]
        var attended = rows.Join((index, _) => _selfAttention.Attend(
            rows.Of(index, queries), rows.Of(index, keys), rows.Of(index, values)));              // [M, D]
        return _selfAttention.Output(attended).MoveToOuterDisposeScope();
    }
}
