namespace Faceptor.Data.Imaging;

/// <summary>Along one axis: which source pixels make up each target pixel, and with what weight.</summary>
internal sealed class ResizeKernel
{
    private ResizeKernel(int numTargets, int numTaps)
    {
        NumTaps = numTaps;
        First = new int[numTargets];
        Weights = new float[numTargets * numTaps];
    }

    /// <summary>Weights a target pixel; those that are not needed are 0.</summary>
    public int NumTaps { get; }

    /// <summary>First source pixel of each target pixel; all of its taps lie inside the source.</summary>
    public int[] First { get; }

    /// <summary>Weights [target, tap].</summary>
    public float[] Weights { get; }

    public int NumTargets => First.Length;

    /// <summary>
    /// The two pixels around each target centre; pixels between are skipped when the picture shrinks.
    /// </summary>
    public static ResizeKernel Linear(int from, int to)
    {
        var kernel = new ResizeKernel(to, Math.Min(2, from));
        var scale = (double)from / to;
        for (var target = 0; target < to; target++)
        {
            var center = Math.Clamp(((target + 0.5) * scale) - 0.5, 0, from - 1);
            var first = Math.Clamp((int)center, 0, Math.Max(0, from - 2));
            kernel.First[target] = first;
            kernel.Weights[target * kernel.NumTaps] = (float)(1 - (center - first));
            if (kernel.NumTaps == 2)
            {
                kernel.Weights[(target * 2) + 1] = (float)(center - first);
            }
        }

        return kernel;
    }

    /// <summary>A filter that widens when the picture shrinks, so that every source pixel counts.</summary>
    public static ResizeKernel Antialiased(int from, int to, double support, Func<double, double> filter)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var reach = support * stretch;
        var kernel = new ResizeKernel(to, Math.Min(from, ((int)Math.Ceiling(reach) * 2) + 1));
        Span<double> weights = new double[kernel.NumTaps];
        for (var target = 0; target < to; target++)
        {
            var center = (target + 0.5) * scale;
            var begin = Math.Max(0, (int)(center - reach + 0.5));
            var end = Math.Min(from, (int)(center + reach + 0.5));
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
                kernel.Weights[(target * kernel.NumTaps) + tap] = (float)(weights[tap] / sum);
            }
        }

        return kernel;
    }
}
