using Faceptor.Core.Errors;
using Faceptor.Core.Tensors;
using Faceptor.Models;
using Faceptor.Training.Evaluation.Metrics;
using static TorchSharp.torch;

namespace Faceptor.Training.Evaluation;

/// <summary>
/// Scores identity on pairs: the embeddings of a picture and of its mirror image are added and normalised, and ten-fold
/// accuracy is taken over the distances. Baseline: 50 %, a coin.
/// </summary>
public static class VerificationEvaluator
{
    private const double Coin = 0.5;

    /// <summary>Scores a model; it is in evaluation mode meanwhile and in its former mode afterwards.</summary>
    /// <param name="model">A model that holds the source's task.</param>
    /// <param name="source">The pairs.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <exception cref="DatasetException">The source gave another number of pictures than two a pair.</exception>
    public static MetricRecord Evaluate(
        IFaceModel model, IVerificationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var embeddings = new List<double[]>(2 * source.NumPairs);
        using (var pass = new EvaluationPass(model, source.Task))
        {
            foreach (var batch in source.ReadBatches())
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                var images = pass.Images(batch.Images, batch.NumImages, batch.SidePx);
                var mirrored = pass.Values(images.flip(3), batch.NumImages);                       // [B, D]
                var both = pass.Values(images, batch.NumImages).Plus(mirrored);                       // [B, D]
                var numbers = both.cpu().to_type(ScalarType.Float64).data<double>().ToArray();
                embeddings.AddRange(numbers.Chunk((int)both.size(1)));
            }
        }

        if (embeddings.Count != 2 * source.NumPairs)
        {
            throw new DatasetException(
                source.Name,
                $"expected {2 * source.NumPairs} pictures for {source.NumPairs} pairs, {embeddings.Count} came.");
        }

        var accuracy = new VerificationAccuracy();
        for (var pair = 0; pair < source.NumPairs; pair++)
        {
            accuracy.Add(embeddings[2 * pair], embeddings[(2 * pair) + 1], source.IsSame(pair));
        }

        return new MetricRecord(source.Task.Id, source.Name, "accuracy", accuracy.Value, Coin, true, source.NumPairs);
    }
}
