namespace Faceptor.Evaluation.Metrics;

/// <summary>Errors of predicted ages.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
internal sealed class AgeErrors
{
    private readonly List<double> _errors = [];

    /// <summary>Number of ages so far.</summary>
    public int Count => _errors.Count;

    /// <summary>Mean absolute error in years; NaN before the first age. Lower is better.</summary>
    public double Mae => Mean(Math.Abs);

    /// <summary>Adds an age.</summary>
    /// <param name="predictedYears">Predicted age in years.</param>
    /// <param name="trueYears">True age in years.</param>
    public void Add(double predictedYears, double trueYears) => _errors.Add(predictedYears - trueYears);

    /// <summary>Cumulative score: share of ages that are off by no more than some years. Higher is better.</summary>
    /// <param name="years">The tolerance in years; published scores take 5.</param>
    public double CumulativeScore(double years = 5) => Mean(error => Math.Abs(error) <= years ? 1 : 0);

    /// <summary>Epsilon-error: 1 minus the mean of exp(-e² / (2 std²)). Lower is better.</summary>
    /// <param name="stdYears">
    /// Standard deviation of the labels in years; published scores take 3 where none is known.
    /// </param>
    public double EpsilonError(double stdYears = 3) =>
        1 - Mean(error => Math.Exp(-error * error / (2 * stdYears * stdYears)));

    private double Mean(Func<double, double> of) => _errors.Count == 0 ? double.NaN : _errors.Average(of);
}
