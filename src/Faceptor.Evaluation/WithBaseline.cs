namespace Faceptor.Evaluation;

/// <summary>Counts of a model and of the answer that ignores the image, on the same samples.</summary>
/// <typeparam name="T">The kind of counts.</typeparam>
/// <param name="Model">The model's.</param>
/// <param name="Baseline">The other answer's; nothing is counted where it is not known.</param>
/// <param name="BaselineProblem">Why the other answer is not known; null where it is.</param>
internal sealed record WithBaseline<T>(T Model, T Baseline, string? BaselineProblem)
{
    /// <summary>Both from nothing.</summary>
    public static WithBaseline<T> Start(Func<T> start, string? baselineProblem) => new(start(), start(), baselineProblem);

    /// <summary>The record of one metric of both.</summary>
    public MetricRecord Record(
        IEvaluationSource source, string split, string metric, Func<T, double> of, bool higherIsBetter, long samples) =>
        new(
            source.Task.Id,
            split,
            metric,
            of(Model),
            BaselineProblem is null ? of(Baseline) : null,
            higherIsBetter,
            samples)
        {
            BaselineProblem = BaselineProblem,
            SplitSize = source.SplitSize is { } whole
                ? source.Subsets.FirstOrDefault(subset => subset.Split == split)?.SplitSize ?? whole
                : null,
        };
}
