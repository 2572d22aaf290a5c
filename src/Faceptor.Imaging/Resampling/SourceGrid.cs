using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Resampling;

/// <summary>
/// Where the pixels of one output row come from, in whole steps of a fraction of a source pixel, rounded to even.
/// </summary>
internal sealed class SourceGrid
{
    // Adding it leaves the rounded whole number in the low bits of a double.
    private const double RoundingBias = 6755399441055744;
    private const double Limit = 1 << 30;

    private readonly AffineTransform _inverse;
    private readonly AlignmentWarp? _warp;
    private readonly double _stepsPerPixel;
    private readonly double[] _columns;

    /// <param name="inverse">Output pixels to source pixels, after the warp's bending has been undone.</param>
    /// <param name="warp">Says how to undo the bending; null for none.</param>
    /// <param name="widthPx">Width of the output.</param>
    /// <param name="stepsPerPixel">Steps a source pixel.</param>
    public SourceGrid(AffineTransform inverse, AlignmentWarp? warp, int widthPx, int stepsPerPixel)
    {
        _inverse = inverse;
        _warp = warp;
        _stepsPerPixel = stepsPerPixel;
        _columns = new double[(widthPx + 3) / 4 * 4];
        Steps = new int[_columns.Length * 2];
        for (var x = 0; x < widthPx; x++)
        {
            _columns[x] = warp?.Stretch(x) ?? x;
        }
    }

    /// <param name="warp">Original to aligned; the output is its square.</param>
    /// <param name="stepsPerPixel">Steps a source pixel.</param>
    public SourceGrid(AlignmentWarp warp, int stepsPerPixel)
        : this(warp.Inverse, warp, warp.SidePx, stepsPerPixel)
    {
    }

    /// <summary>x of every pixel of the row of <see cref="MoveTo"/>, then y of every pixel, in steps.</summary>
    public int[] Steps { get; }

    /// <summary>Index of the first y in <see cref="Steps"/>.</summary>
    public int YStart => _columns.Length;

    /// <summary>Computes a row; places far outside, infinity and NaN become some place outside.</summary>
    /// <param name="row">Row of the output, from 0.</param>
    public void MoveTo(int row)
    {
        var y = _warp?.Stretch(row) ?? row;
        Fill(0, _inverse.XX, (_inverse.XY * y) + _inverse.XOffset);
        Fill(YStart, _inverse.YX, (_inverse.YY * y) + _inverse.YOffset);
    }

    private void Fill(int start, double slope, double offset)
    {
        ref var columns = ref MemoryMarshal.GetArrayDataReference(_columns);
        ref var steps = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Steps), start);
        for (var x = 0; x < _columns.Length; x += 4)
        {
            var place = ((Vector256.LoadUnsafe(ref columns, (nuint)x) * slope) + Vector256.Create(offset))
                * _stepsPerPixel;
            var inside = Vector256.MinNative(
                Vector256.MaxNative(place, Vector256.Create(-Limit)), Vector256.Create(Limit));
            var bits = (inside + Vector256.Create(RoundingBias)).AsInt64();
            Vector128.Narrow(bits.GetLower(), bits.GetUpper()).StoreUnsafe(ref steps, (nuint)x);
        }
    }
}
