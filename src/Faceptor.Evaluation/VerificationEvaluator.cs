using System.Collections.Immutable;
using Faceptor.Evaluation.Metrics;
using Faceptor.Models;

namespace Faceptor.Evaluation;

/// <summary>
/// Scores identity on pairs: the embeddings of an image and of its mirror image are added and normalised, and ten-fold
/// accuracy and TAR at FAR 1e-3 are taken over the distances. Baseline: the more frequent answer, half of the pairs in
/// the published sets, and a random number for every pair.
/// </summary>
internal static class VerificationEvaluator
{
    /// <summary>The split that the mean over <see cref="PaperSets"/> is recorded under.</summary>
    public const string MeanSplit = "mean";

    private const string AccuracyMetric = "accuracy";
    private const double FalseAcceptRate = 1e-3;

    /// <summary>Names of the sets that the paper scores, in its order (Table 7).</summary>
    public static ImmutableArray<string> PaperSets { get; } = ["lfw", "cfp_fp", "agedb_30", "calfw", "cplfw"];

    /// <summary>Scores a model; it is in evaluation mode meanwhile and in its former mode afterwards.</summary>
    /// <param name="model">A model that holds the source's task.</param>
    /// <param name="source">The pairs.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>Accuracy, then TAR at FAR 1e-3.</returns>
    /// <exception cref="DatasetException">The source gave another number of images than two a pair.</exception>
    public static IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IVerificationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var embeddings = new List<double[]>(2 * source.NumPairs);
        using (var pass = new EvaluationPass(model, source.Task))
        {
            foreach (var batch in source.ReadBatches())
            {
                cancellationToken.ThrowIfCancellationRequested();
                embeddings.AddRange(pass.SumOfViews(batch));
            }
        }

        if (embeddings.Count != 2 * source.NumPairs)
        {
            throw new DatasetException(
                source.Name,
                $"expected {2 * source.NumPairs} images for {source.NumPairs} pairs, got {embeddings.Count}.");
        }

        var accuracy = new VerificationAccuracy();
        var thresholds = new OperatingPointSearch();
        for (var pair = 0; pair < source.NumPairs; pair++)
        {
            var (first, second) = (embeddings[2 * pair], embeddings[(2 * pair) + 1]);
            accuracy.Add(first, second, source.IsSame(pair));
            thresholds.Add(Cosine(first, second), source.IsSame(pair));
        }

        var numSame = Enumerable.Range(0, source.NumPairs).Count(source.IsSame);
        var numOthers = source.NumPairs - numSame;
        return
        [
            Record(AccuracyMetric, accuracy.Value, (double)Math.Max(numSame, numOthers) / source.NumPairs, null) with
            {
                OperatingPoints = thresholds.Find(source.Task.Id, source.Name),
            },
            Record(
                "tar_far_1e-3",
                accuracy.TarAtFar(FalseAcceptRate),
                TarBaseline.Of(FalseAcceptRate, numOthers),
                TarBaseline.Problem(FalseAcceptRate, numOthers)),
        ];

        MetricRecord Record(string metric, double value, double? baseline, string? problem) =>
            new(source.Task.Id, source.Name, metric, value, baseline, true, source.NumPairs)
            {
                BaselineProblem = problem,
                SplitSize = source.SplitSize,
            };
    }

    // As IdentityPrediction.SimilarityTo, whose vectors have length 1.
    private static double Cosine(double[] first, double[] second)
    {
        double product = 0, firstSquare = 0, secondSquare = 0;
        foreach (var (a, b) in first.Zip(second))
        {
            product += a * b;
            firstSquare += a * a;
            secondSquare += b * b;
        }

        return product / Math.Max(Math.Sqrt(firstSquare) * Math.Sqrt(secondSquare), double.Epsilon);
    }

    /// <summary>The mean accuracy over the paper's five sets, as its tables give it.</summary>
    /// <param name="records">Scores, of other kinds too.</param>
    /// <returns>Null unless all five are there for one task.</returns>
    public static MetricRecord? FindMean(IEnumerable<MetricRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        MetricRecord[] sets =
        [
            .. records.Where(record => record.Metric == AccuracyMetric && PaperSets.Contains(record.Split))
                .DistinctBy(record => record.Split),
        ];
        return sets.Length == PaperSets.Length
            ? sets[0] with
            {
                Split = MeanSplit,
                OperatingPoints = null,
                Value = sets.Average(record => record.Value),
                Baseline = sets.Average(record => record.Baseline),
                Samples = sets.Sum(record => record.Samples),
                SplitSize = sets.Any(record => record.SplitSize is not null)
                    ? sets.Sum(record => record.SplitSize ?? record.Samples)
                    : null,
            }
            : null;
    }
}
