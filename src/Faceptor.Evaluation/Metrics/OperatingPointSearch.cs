using System.Collections.Immutable;

namespace Faceptor.Evaluation.Metrics;

/// <summary>
/// Finds thresholds of similarity at false match rates. A pair is taken for one identity where its similarity is above the
/// threshold.
/// </summary>
/// <remarks>
/// A rate is only claimed where at least ten pairs of two identities are expected above its threshold: fewer say next to nothing
/// about it. So 3,000 such pairs support 0.01 and not 0.001.
/// </remarks>
internal sealed class OperatingPointSearch
{
    private const int MinExpectedPairs = 10;
    private static readonly ImmutableArray<double> Rates = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

    private readonly List<double> _genuine = [];
    private readonly List<double> _impostors = [];

    /// <summary>Adds a pair.</summary>
    /// <param name="similarity">Cosine of the two vectors.</param>
    /// <param name="isSame">Whether they show one identity.</param>
    public void Add(double similarity, bool isSame) => (isSame ? _genuine : _impostors).Add(similarity);

    /// <summary>What the pairs support.</summary>
    /// <param name="taskId">Id of the identity task.</param>
    /// <param name="set">Name of the set.</param>
    public OperatingPoints Find(string taskId, string set)
    {
        double[] falling = [.. _impostors.OrderDescending()];
        return new OperatingPoints(
            taskId,
            set,
            _impostors.Count,
            _genuine.Count,
            _genuine.Count == 0
                ? []
                : [.. Rates.Where(rate => Allowed(rate, falling.Length) >= MinExpectedPairs).Select(rate => At(rate, falling))]);
    }

    // A rate of 0.01 of 1,000 pairs is 10 pairs, whatever 0.01 is in binary digits.
    private static int Allowed(double rate, int count) => (int)Math.Floor((rate * count) + 1e-9);

    // The first pair that is one too many, and with it all that are like it, lie not above its own similarity.
    private OperatingPoint At(double rate, double[] falling)
    {
        var threshold = falling[Allowed(rate, falling.Length)];
        return new OperatingPoint(
            rate,
            threshold,
            (double)falling.TakeWhile(similarity => similarity > threshold).Count() / falling.Length,
            (double)_genuine.Count(similarity => similarity > threshold) / _genuine.Count);
    }
}
