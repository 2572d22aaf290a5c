using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Metrics;
using Faceptor.Models;

namespace Faceptor.Evaluation;

/// <summary>Scores expressions: accuracy. Baseline: the most frequent training class.</summary>
internal sealed class ExpressionEvaluator : IFaceEvaluator
{
    /// <inheritdoc/>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IEvaluationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var majority = LearnedBaseline<Expression>.Of(source, () => Majority(source));
        var splits = new SplitScores<WithBaseline<Accuracy>>(
            source, () => WithBaseline<Accuracy>.Start(() => new Accuracy(), majority.Problem));
        using var pass = new EvaluationPass(model, source.Task);
        pass.Run(
            source,
            (logits, batch) =>
            {
                var classes = logits.argmax(1).ToNumbers<long>();
                foreach (var (predicted, sample) in classes.Zip(batch.Samples))
                {
                    var truth = EvaluationPass.LabelOf<ExpressionLabel>(sample.Label, source.Task, sample.Name).Class;
                    splits.AddNext(accuracy =>
                    {
                        accuracy.Model.Add(predicted == (long)truth);
                        if (majority.IsKnown)
                        {
                            accuracy.Baseline.Add(majority.Answer == truth);
                        }
                    });
                }
            },
            cancellationToken);
        return splits.Records(source, (split, accuracy) =>
            [accuracy.Record(source, split, "accuracy", each => each.Value, true, accuracy.Model.Count)]);
    }

    private static Expression Majority(IEvaluationSource source)
    {
        var counts = EvaluationPass.TrainingLabels<ExpressionLabel>(source).CountBy(label => label.Class).ToArray();
        return counts.Length > 0
            ? counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).First().Key
            : throw new DatasetException(
                source.Task.Id, "the training split has no classes to make the baseline from.");
    }
}
