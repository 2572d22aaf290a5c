using Faceptor.Models;

namespace Faceptor.Evaluation;

/// <summary>Scores a model on the splits of one task family.</summary>
internal interface IFaceEvaluator
{
    /// <summary>
    /// Scores a model on a split; the model is in evaluation mode meanwhile and in its former mode afterwards.
    /// </summary>
    /// <param name="model">A model that holds the source's task.</param>
    /// <param name="source">The split.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>The family's scores, the headline metric first.</returns>
    /// <exception cref="DatasetException">A label is not of the family, or there are no samples.</exception>
    IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IEvaluationSource source, CancellationToken cancellationToken = default);
}
