namespace Faceptor.Evaluation.Metrics;

/// <summary>
/// Share of same-person pairs that are accepted at a given share of wrongly accepted pairs (TAR at FAR), over all pairs
/// at once. Higher is better.
/// </summary>
/// <remarks>
/// Released configuration: read off the ROC at the point whose FAR is nearest to the wanted one, the larger of two
/// equally near; of the points of one FAR that with the largest TAR. Takes 4 bytes a pair (IJB-C: 63 MB).
/// </remarks>
internal sealed class TemplateRoc
{
    private readonly float[] _same;
    private readonly float[] _others;

    /// <summary>Sorts the pairs.</summary>
    /// <param name="scores">Similarities; a pair counts as one identity from a threshold up.</param>
    /// <param name="isSame">Whether a pair shows one identity.</param>
    /// <exception cref="ArgumentException">Pairs of one identity or of two are lacking, or a score is NaN.</exception>
    public TemplateRoc(ReadOnlySpan<float> scores, Func<int, bool> isSame)
    {
        ArgumentNullException.ThrowIfNull(isSame);
        var numSame = 0;
        for (var index = 0; index < scores.Length; index++)
        {
            numSame += isSame(index) ? 1 : 0;
            if (float.IsNaN(scores[index]))
            {
                throw new ArgumentException($"the similarity of pair {index} is not a number.", nameof(scores));
            }
        }

        if (numSame == 0 || numSame == scores.Length)
        {
            throw new ArgumentException(
                $"expected pairs of one identity and of two, got {numSame} and {scores.Length - numSame}.",
                nameof(isSame));
        }

        _same = new float[numSame];
        _others = new float[scores.Length - numSame];
        var (same, other) = (0, 0);
        for (var index = 0; index < scores.Length; index++)
        {
            if (isSame(index))
            {
                _same[same++] = scores[index];
            }
            else
            {
                _others[other++] = scores[index];
            }
        }

        Array.Sort(_same);
        Array.Sort(_others);
    }

    /// <summary>The share of same-person pairs accepted.</summary>
    /// <param name="falseAcceptRate">The share of other pairs accepted, from 0 to 1, for example 1e-3.</param>
    public double TarAtFar(double falseAcceptRate)
    {
        var wanted = falseAcceptRate * _others.Length;

        // A threshold accepts all pairs of one score or none, so that only some counts can be reached.
        var lower = Reachable(Math.Clamp((int)Math.Floor(wanted), 0, _others.Length), isDown: true);
        var upper = Reachable(Math.Clamp((int)Math.Floor(wanted) + 1, 0, _others.Length), isDown: false);
        var accepted = upper - wanted <= wanted - lower ? upper : lower;
        if (accepted == _others.Length)
        {
            return 1;
        }

        // The lowest threshold that leaves the next other pair out.
        var next = _others[^(accepted + 1)];
        return 1 - ((double)CountUpTo(_same, next) / _same.Length);
    }

    // The nearest number of other pairs that some threshold accepts.
    private int Reachable(int count, bool isDown)
    {
        while (count > 0 && count < _others.Length && _others[^count] == _others[^(count + 1)])
        {
            count += isDown ? -1 : 1;
        }

        return count;
    }

    // How many sorted values are no more than a bound.
    private static int CountUpTo(float[] sorted, float bound)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] <= bound ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
