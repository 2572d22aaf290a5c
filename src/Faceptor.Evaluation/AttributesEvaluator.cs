using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Metrics;
using Faceptor.Models;

namespace Faceptor.Evaluation;

/// <summary>
/// Scores attributes: mean accuracy, then that of each attribute, at probability 0.5. Baseline: the more frequent
/// training answer to each attribute.
/// </summary>
internal sealed class AttributesEvaluator : IFaceEvaluator
{
    /// <inheritdoc/>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IEvaluationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var labels = source.Task.Labels;
        var majority = LearnedBaseline<bool[]>.Of(source, () => Majority(source));
        var splits = new SplitScores<WithBaseline<AttributeAccuracy>>(
            source,
            () => WithBaseline<AttributeAccuracy>.Start(() => new AttributeAccuracy(labels.Length), majority.Problem));
        using var pass = new EvaluationPass(model, source.Task);
        pass.Run(
            source,
            (logits, batch) =>
            {
                // A logit above 0 is a probability above 0.5.
                var answers = logits.IsAbove(0).ToNumbers<bool>();
                for (var sample = 0; sample < batch.Samples.Length; sample++)
                {
                    var truth = EvaluationPass.LabelOf<AttributesLabel>(
                        batch.Samples[sample].Label, source.Task, batch.Samples[sample].Name).Values;
                    var predicted = answers.AsMemory(sample * labels.Length, labels.Length);
                    splits.AddNext(accuracy =>
                    {
                        accuracy.Model.Add(predicted.Span, truth.AsSpan());
                        if (majority.IsKnown)
                        {
                            accuracy.Baseline.Add(majority.Answer, truth.AsSpan());
                        }
                    });
                }
            },
            cancellationToken);
        return splits.Records(source, (split, accuracy) =>
        {
            MetricRecord Record(string metric, Func<AttributeAccuracy, double> of) =>
                accuracy.Record(source, split, metric, of, true, accuracy.Model.Count);

            return
            [
                Record("accuracy/mean", each => each.Mean),
                .. labels.Select((label, index) => Record($"accuracy/{label}", each => each.PerAttribute[index])),
            ];
        });
    }

    private static bool[] Majority(IEvaluationSource source)
    {
        // Yes counts up, no counts down, unknown not at all.
        var balance = new long[source.Task.Labels.Length];
        var count = 0;
        foreach (var label in EvaluationPass.TrainingLabels<AttributesLabel>(source))
        {
            for (var index = 0; index < balance.Length; index++)
            {
                balance[index] += label.Values[index] switch { > 0 => 1, 0 => -1, _ => 0 };
            }

            count++;
        }

        return count > 0
            ? [.. balance.Select(value => value > 0)]
            : throw new DatasetException(
                source.Task.Id, "the training split has no attributes to make the baseline from.");
    }
}
