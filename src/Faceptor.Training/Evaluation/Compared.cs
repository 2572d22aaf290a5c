namespace Faceptor.Training.Evaluation;

/// <summary>Counts of a model and of the answer that ignores the picture, on the same samples.</summary>
/// <typeparam name="T">The kind of counts.</typeparam>
/// <param name="Model">The model's.</param>
/// <param name="Baseline">The other answer's.</param>
internal sealed record Compared<T>(T Model, T Baseline)
{
    /// <summary>Both from nothing.</summary>
    public static Compared<T> Start(Func<T> start) => new(start(), start());

    /// <summary>The record of one metric of both.</summary>
    public MetricRecord Record(
        IEvaluationSource source, string split, string metric, Func<T, double> of, bool higherIsBetter, long samples) =>
        new(source.Task.Id, split, metric, of(Model), of(Baseline), higherIsBetter, samples);
}
