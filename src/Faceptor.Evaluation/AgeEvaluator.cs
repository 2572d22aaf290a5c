using Faceptor.Core.Heads;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Metrics;
using Faceptor.Models;

namespace Faceptor.Evaluation;

/// <summary>
/// Scores ages: mean absolute error in years, CS@5 and epsilon-error. Baseline: the mean training age.
/// </summary>
internal sealed class AgeEvaluator : IFaceEvaluator
{
    /// <inheritdoc/>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IEvaluationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var mean = LearnedBaseline<double>.Of(source, () => MeanYears(source));
        var splits = new SplitScores<WithBaseline<AgeErrors>>(
            source, () => WithBaseline<AgeErrors>.Start(() => new AgeErrors(), mean.Problem));
        using var pass = new EvaluationPass(model, source.Task);
        pass.RunOutputs(
            source,
            (output, batch) =>
            {
                var probabilities = AgeDistribution.Probabilities(output.Values, output.AgeActivation);
                var expected = AgeDistribution.ExpectedYears(probabilities);
                var years = expected.ToNumbers<float>();
                foreach (var (predicted, sample) in years.Zip(batch.Samples))
                {
                    var truth = EvaluationPass.LabelOf<AgeLabel>(sample.Label, source.Task, sample.Name).Years;
                    splits.AddNext(errors =>
                    {
                        errors.Model.Add(predicted, truth);
                        if (mean.IsKnown)
                        {
                            errors.Baseline.Add(mean.Answer, truth);
                        }
                    });
                }
            },
            cancellationToken);
        return splits.Records(source, (split, errors) =>
        {
            MetricRecord Record(string metric, Func<AgeErrors, double> of, bool higherIsBetter) =>
                errors.Record(source, split, metric, of, higherIsBetter, errors.Model.Count);

            return
            [
                Record("mae_years", each => each.Mae, false),
                Record("cs_5", each => each.CumulativeScore(), true),
                Record("epsilon_error_3", each => each.EpsilonError(), false),
            ];
        });
    }

    private static double MeanYears(IEvaluationSource source)
    {
        var sum = 0L;
        var count = 0;
        foreach (var label in EvaluationPass.TrainingLabels<AgeLabel>(source))
        {
            sum += label.Years;
            count++;
        }

        return count > 0
            ? (double)sum / count
            : throw new DatasetException(source.Task.Id, "the training split has no ages to make the baseline from.");
    }
}
