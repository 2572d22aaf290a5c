using System.Numerics;

namespace Faceptor.Evaluation.Metrics;

/// <summary>
/// Normalised mean error of landmarks: a face's mean point distance over a distance on the true face, averaged over the
/// faces. Lower is better.
/// </summary>
/// <remarks>Not for use by several threads at once.</remarks>
internal sealed class Nme
{
    // Step of the cumulative error curve, the same in all published scores.
    private const double CurveStep = 1e-4;

    private readonly List<double> _errors = [];

    /// <summary>Error of every face so far, in the order they came.</summary>
    public IReadOnlyList<double> Errors => _errors;

    /// <summary>The mean over the faces; NaN before the first.</summary>
    public double Value => _errors.Count == 0 ? double.NaN : _errors.Average();

    /// <summary>Adds a face.</summary>
    /// <param name="predicted">Predicted points [K].</param>
    /// <param name="truth">True points [K], in the same pixels.</param>
    /// <param name="normDistance">What the error is divided by, above 0, in the same pixels.</param>
    /// <exception cref="ArgumentException">The counts differ, or there are no points.</exception>
    public void Add(ReadOnlySpan<Vector2> predicted, ReadOnlySpan<Vector2> truth, double normDistance)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(normDistance);
        if (predicted.Length != truth.Length || truth.IsEmpty)
        {
            throw new ArgumentException(
                "predicted and true points must be equally many, at least one; "
                + $"got {predicted.Length} and {truth.Length}.",
                nameof(predicted));
        }

        var sum = 0.0;
        for (var point = 0; point < truth.Length; point++)
        {
            sum += Distance(predicted[point], truth[point]);
        }

        _errors.Add(sum / truth.Length / normDistance);
    }

    /// <summary>Share of faces with an error above a threshold. Lower is better.</summary>
    /// <param name="threshold">Usually 0.10; 0.07 for AFLW by the box.</param>
    public double FailureRate(double threshold) =>
        _errors.Count == 0 ? double.NaN : (double)_errors.Count(error => error > threshold) / _errors.Count;

    /// <summary>
    /// Area under the cumulative error curve from 0 to a threshold, divided by the threshold. Higher is better.
    /// </summary>
    /// <param name="threshold">Usually 0.10; 0.07 for AFLW by the box.</param>
    /// <remarks>
    /// Released configuration: Simpson's rule at steps of 1e-4; the number of steps is rounded up, so a threshold whose
    /// quotient is not exact in binary, as 0.07, takes one step more.
    /// </remarks>
    public double Auc(double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        if (_errors.Count == 0)
        {
            return double.NaN;
        }

        var sorted = _errors.ToArray();
        Array.Sort(sorted);
        var curve = new double[(int)Math.Ceiling((threshold + CurveStep) / CurveStep)];
        var below = 0;
        for (var step = 0; step < curve.Length; step++)
        {
            while (below < sorted.Length && sorted[below] <= step * CurveStep)
            {
                below++;
            }

            curve[step] = (double)below / sorted.Length;
        }

        return Simpson(curve) * CurveStep / threshold;
    }

    /// <summary>The distance on a true face that a normaliser names.</summary>
    /// <param name="normalizer">One of the schema's normalisers.</param>
    /// <param name="truth">True points [K].</param>
    public static double NormDistance(NmeNormalizer normalizer, ReadOnlySpan<Vector2> truth)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        return Distance(Mean(normalizer.First, truth), Mean(normalizer.Second, truth));
    }

    /// <summary>The diagonal of a face box; AFLW-19's normaliser on the full and the frontal set.</summary>
    /// <param name="box">The box.</param>
    public static double BoxDiagonal(FaceBox box) => double.Hypot(box.Width, box.Height);

    /// <summary>The root of a face box's area; AFLW-19's normaliser for AUC.</summary>
    /// <param name="box">The box.</param>
    public static double BoxSide(FaceBox box) => Math.Sqrt((double)box.Width * box.Height);

    private static double Distance(Vector2 a, Vector2 b) => double.Hypot((double)a.X - b.X, (double)a.Y - b.Y);

    private static Vector2 Mean(IReadOnlyList<int> indices, ReadOnlySpan<Vector2> points)
    {
        var sum = Vector2.Zero;
        foreach (var index in indices)
        {
            sum += points[index];
        }

        return sum / indices.Count;
    }

    // Simpson's rule in units of the step. With an even number of samples one interval is left over: the mean of
    // leaving the first and leaving the last, each filled by the trapezium.
    private static double Simpson(ReadOnlySpan<double> samples)
    {
        if (samples.Length == 1)
        {
            return 0;
        }

        if (samples.Length % 2 == 1)
        {
            var sum = samples[0] + samples[^1];
            for (var index = 1; index < samples.Length - 1; index++)
            {
                sum += samples[index] * (index % 2 == 1 ? 4 : 2);
            }

            return sum / 3;
        }

        var first = (samples[0] + samples[1]) / 2;
        var last = (samples[^2] + samples[^1]) / 2;
        return (Simpson(samples[..^1]) + last + Simpson(samples[1..]) + first) / 2;
    }
}
