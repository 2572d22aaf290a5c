using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Evaluation.Metrics;
using Faceptor.Models;

namespace Faceptor.Evaluation;

/// <summary>
/// Scores identity on pairs of templates (IJB-C): TAR at several FAR. Baseline: a random number for every pair, which
/// accepts as many of one kind as of the other.
/// </summary>
/// <remarks>
/// A face's embedding is that of itself plus that of its mirror image, weighted by its score; see
/// <see cref="TemplateEmbeddings"/> for what becomes of a template's faces. Only the templates' sums are kept.
/// </remarks>
internal static class TemplateEvaluator
{
    // The two that the paper gives (Table 13), then the others that are usual.
    private static readonly ImmutableArray<double> FalseAcceptRates = [1e-3, 1e-2, 1e-1, 1e-4, 1e-5, 1e-6];

    /// <summary>Scores a model; it is in evaluation mode meanwhile and in its former mode afterwards.</summary>
    /// <param name="model">A model that holds the source's task.</param>
    /// <param name="source">The faces and pairs.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>TAR at FAR 1e-3 first.</returns>
    /// <exception cref="DatasetException">A pair names a template without faces, or faces are lacking.</exception>
    public static IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, ITemplateSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var templates = new TemplateEmbeddings(Enumerable.Range(0, source.NumFaces)
            .Select(index => (source.GetFace(index).Template, source.GetFace(index).Medium)));
        RequireTemplates(source, templates);
        var face = 0;
        using (var pass = new EvaluationPass(model, source.Task))
        {
            foreach (var batch in source.ReadBatches())
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var embedding in pass.SumOfViews(batch))
                {
                    var (_, template, medium, _, score) = source.GetFace(face++);
                    templates.Add(template, medium, embedding, score);
                }
            }
        }

        if (face != source.NumFaces)
        {
            throw new DatasetException(source.Name, $"expected {source.NumFaces} faces, got {face}.");
        }

        var roc = new TemplateRoc(
            Similarities(source, templates, cancellationToken), pair => source.GetPair(pair).IsSame);
        var numOthers = Enumerable.Range(0, source.NumPairs).LongCount(pair => !source.GetPair(pair).IsSame);
        return
        [
            .. FalseAcceptRates.Select(rate => new MetricRecord(
                source.Task.Id,
                source.Name,
                MetricOf(rate),
                roc.TarAtFar(rate),
                TarBaseline.Of(rate, numOthers),
                true,
                source.NumPairs)
            {
                BaselineProblem = TarBaseline.Problem(rate, numOthers),
            }),
        ];
    }

    private static string MetricOf(double falseAcceptRate) =>
        $"tar_far_1e{((int)Math.Round(Math.Log10(falseAcceptRate))).ToString(CultureInfo.InvariantCulture)}";

    // Before the hours that the faces take.
    private static void RequireTemplates(ITemplateSource source, TemplateEmbeddings templates)
    {
        var numSame = Enumerable.Range(0, source.NumPairs).LongCount(pair => source.GetPair(pair).IsSame);
        if (numSame == 0 || numSame == source.NumPairs)
        {
            throw new DatasetException(
                source.Name,
                $"expected pairs of one identity and of two, got {numSame} and {source.NumPairs - numSame}; copy the "
                + "lists again.");
        }

        for (var pair = 0; pair < source.NumPairs; pair++)
        {
            var (first, second, _) = source.GetPair(pair);
            if (!templates.Contains(first) || !templates.Contains(second))
            {
                throw new DatasetException(
                    source.Name,
                    $"pair {pair} compares templates {first} and {second}, expected faces of both; "
                    + "copy the lists again.");
            }
        }
    }

    private static float[] Similarities(
        ITemplateSource source, TemplateEmbeddings templates, CancellationToken cancellationToken)
    {
        templates.Normalize();
        var similarities = new float[source.NumPairs];
        Parallel.For(
            0,
            similarities.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            pair =>
            {
                var (first, second, _) = source.GetPair(pair);
                similarities[pair] = templates.Similarity(first, second);
            });
        return similarities;
    }
}
