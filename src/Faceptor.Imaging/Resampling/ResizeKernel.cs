namespace Faceptor.Imaging.Resampling;

/// <summary>
/// Along one axis: which source pixels make up each target pixel, and with what weight in fixed point.
/// </summary>
internal sealed class ResizeKernel
{
    /// <summary>Bits after the point of antialiasing weights; PIL's number.</summary>
    public const int AntialiasedBits = 22;

    /// <summary>Bits after the point of linear weights; OpenCV's number.</summary>
    public const int LinearBits = 11;

    private ResizeKernel(int numTargets, int numTaps)
    {
        NumTaps = numTaps;
        First = new int[numTargets];
        Weights = new int[numTargets * numTaps];
    }

    /// <summary>Weights a target pixel; those that are not needed are 0.</summary>
    public int NumTaps { get; }

    /// <summary>First source pixel of each target pixel; all of its taps lie inside the source.</summary>
    public int[] First { get; }

    /// <summary>Weights [target, tap].</summary>
    public int[] Weights { get; }

    public int NumTargets => First.Length;

    /// <summary>
    /// The two pixels around each target centre; pixels between are skipped when the image shrinks.
    /// </summary>
    public static ResizeKernel Linear(int from, int to)
    {
        const int One = 1 << LinearBits;
        var kernel = new ResizeKernel(to, 2);
        var scale = (double)from / to;
        for (var target = 0; target < to; target++)
        {
            // In single precision, as OpenCV computes it.
            var center = (float)(((target + 0.5) * scale) - 0.5);
            var first = (int)MathF.Floor(center);
            var right = center - first;
            (first, right) = first < 0 ? (0, 0) : first >= from - 1 ? (from - 1, 0) : (first, right);
            var isLast = first == from - 1;
            // A one-pixel source has no second tap; the pass reads the first one again.
            kernel.First[target] = isLast && from > 1 ? first - 1 : first;
            var (one, other) = ((int)MathF.Round((1 - right) * One), (int)MathF.Round(right * One));
            kernel.Weights[target * 2] = isLast && from > 1 ? 0 : one;
            kernel.Weights[(target * 2) + 1] = isLast && from > 1 ? one : other;
        }

        return kernel;
    }

    /// <summary>A filter that widens when the image shrinks, so that every source pixel counts.</summary>
    public static ResizeKernel Antialiased(int from, int to, double support, Func<double, double> filter)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var reach = support * stretch;
        var kernel = new ResizeKernel(to, MaxTaps(from, to, reach));
        Span<double> weights = new double[kernel.NumTaps];
        for (var target = 0; target < to; target++)
        {
            var center = (target + 0.5) * scale;
            var (begin, end) = Window(center, reach, from);
            // The window moves left at the right edge so that all taps, the unused ones too, stay inside.
            var first = Math.Min(begin, from - kernel.NumTaps);
            weights.Clear();
            double sum = 0;
            for (var source = begin; source < end; source++)
            {
                var weight = filter((source - center + 0.5) / stretch);
                weights[source - first] = weight;
                sum += weight;
            }

            kernel.First[target] = first;
            for (var tap = 0; tap < kernel.NumTaps; tap++)
            {
                kernel.Weights[(target * kernel.NumTaps) + tap] =
                    (int)Math.Round(weights[tap] / sum * (1 << AntialiasedBits), MidpointRounding.AwayFromZero);
            }
        }

        return kernel;
    }

    private static (int Begin, int End) Window(double center, double reach, int from) =>
        (Math.Max(0, (int)(center - reach + 0.5)), Math.Min(from, (int)(center + reach + 0.5)));

    private static int MaxTaps(int from, int to, double reach)
    {
        var scale = (double)from / to;
        var max = 1;
        for (var target = 0; target < to; target++)
        {
            var (begin, end) = Window((target + 0.5) * scale, reach, from);
            max = Math.Max(max, end - begin);
        }

        return max;
    }
}
