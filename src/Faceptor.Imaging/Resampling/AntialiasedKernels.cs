using System.Collections.Concurrent;

namespace Faceptor.Imaging.Resampling;

/// <summary>The kernels of an antialiased resize along one axis, in the layout of each pass.</summary>
/// <remarks>
/// Images of a dataset often share their size, so the latest kernels are kept. Members may be called from several
/// threads at once.
/// </remarks>
internal sealed class AntialiasedKernels
{
    private const int MaxKept = 64;

    private static readonly ConcurrentDictionary<(int From, int To, bool IsCubic), AntialiasedKernels> Kept = [];

    private AntialiasedKernels(ResizeKernel kernel)
    {
        Rows = kernel;
        Columns = new RowKernel(kernel);
    }

    /// <summary>For the pass that changes the width.</summary>
    public RowKernel Columns { get; }

    /// <summary>For the pass that changes the height.</summary>
    public ResizeKernel Rows { get; }

    /// <summary>Kernels of a triangle: bilinear.</summary>
    public static AntialiasedKernels Linear(int from, int to) => Get(from, to, isCubic: false);

    /// <summary>Kernels of PIL's cubic, a = -0.5: bicubic.</summary>
    public static AntialiasedKernels Cubic(int from, int to) => Get(from, to, isCubic: true);

    private static AntialiasedKernels Get(int from, int to, bool isCubic)
    {
        if (Kept.TryGetValue((from, to, isCubic), out var kernels))
        {
            return kernels;
        }

        kernels = new AntialiasedKernels(isCubic
            ? ResizeKernel.Antialiased(from, to, 2, CubicFilter)
            : ResizeKernel.Antialiased(from, to, 1, TriangleFilter));
        if (Kept.Count >= MaxKept)
        {
            Kept.Clear();
        }

        Kept[(from, to, isCubic)] = kernels;
        return kernels;
    }

    private static double TriangleFilter(double x) => Math.Max(0, 1 - Math.Abs(x));

    private static double CubicFilter(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x switch
        {
            < 1 => ((((A + 2) * x) - (A + 3)) * x * x) + 1,
            < 2 => ((((x - 5) * x) + 8) * x - 4) * A,
            _ => 0,
        };
    }
}
