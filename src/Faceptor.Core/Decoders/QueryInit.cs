using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// A head start for decoders that learn from random weights: every head of every query begins by looking at a place of
/// its own instead of at the mean of the image.
/// </summary>
/// <remarks>
/// Our choice. Averaged over an image, parts cancel, and hundreds of steps pass before attention leaves the mean. All
/// layers begin with one orthogonal matrix for queries and keys, so that the codes of two places agree as far as the
/// places do; a query's embedding holds, head by head, the code of a place drawn at random.
/// </remarks>
internal static class QueryInit
{
    /// <summary>How far the place's score stands above the mean, before the softmax.</summary>
    private const double PeakScore = 5;

    /// <summary>Fills the query and key projections of the cross-attention and the embeddings of the queries.</summary>
    /// <param name="attentions">The layers' cross-attentions.</param>
    /// <param name="embeddings">Embeddings [Q, D] of each task.</param>
    /// <param name="places">Codes of the places [L, D]; not changed.</param>
    /// <returns>The factor that brings the codes to the size that the embeddings count on.</returns>
    public static double Fill(
        IReadOnlyList<Attention> attentions, IEnumerable<Tensor> embeddings, Tensor places)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var dim = places.size(1);
        var numHeads = attentions[0].NumHeads;
        var headDim = dim / numHeads;
        var centred = places - places.mean([0], keepdim: true);                                   // [L, D]
        var factor = 1 / Math.Sqrt(centred.Squared().mean().item<float>());
        var (orthogonal, _) = linalg.qr(randn(dim, dim, dtype: ScalarType.Float32));             // [D, D]
        foreach (var attention in attentions)
        {
            attention.InputWeight.narrow(0, 0, dim).copy_(orthogonal);
            attention.InputWeight.narrow(0, dim, dim).copy_(orthogonal);
        }

        // A head's part of a code has length² near its number of features.
        var gain = PeakScore / Math.Sqrt(headDim);
        foreach (var embedding in embeddings)
        {
            embedding.zero_();
            for (var head = 0; head < numHeads; head++)
            {
                var rows = orthogonal.narrow(0, head * headDim, headDim);                         // [D/N, D]
                var synthetic = randint(places.size(0), embedding.size(0), dtype: ScalarType.Int64);  // [Q]
                var codes = centred.index_select(0, synthetic).Times(factor * gain);                  // [Q, D]
                embedding.add_(codes.matmul(rows.t()).matmul(rows));
            }
        }

        return factor;
    }
}
