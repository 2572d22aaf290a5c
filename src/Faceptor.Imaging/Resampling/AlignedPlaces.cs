using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Resampling;

/// <summary>
/// Where the pixels of a row of the original lie in the aligned image, in steps of 1/32 pixel, rounded to even: four at
/// a time, and the same to the last step as <see cref="AlignmentWarp.ToAligned(double, double)"/> rounded.
/// </summary>
/// <param name="warp">Original to aligned.</param>
/// <param name="widthPx">Width of the original.</param>
internal sealed class AlignedPlaces(AlignmentWarp warp, int widthPx)
{
    private const int Lanes = 4;

    // Adding it leaves the rounded whole number in the low bits of a double.
    private const double RoundingBias = 6755399441055744;
    private const double Limit = 1 << 30;

    // Of a step. The exponential below is right to 1e-11 steps; what lies closer to a half than this is computed again.
    private const double Doubt = 1e-6;

    private readonly int[] _columns = new int[Padded(widthPx)];
    private readonly int[] _rows = new int[Padded(widthPx)];

    /// <summary>x of every pixel of the row, in steps; set between the limits of <see cref="MoveTo"/>.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>y of every pixel of the row, in steps; set between the limits of <see cref="MoveTo"/>.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>Computes a row.</summary>
    /// <param name="row">Row of the original, from 0.</param>
    /// <returns>The first pixel of the row that may lie inside, and the first after it that does not.</returns>
    public (int Start, int End) MoveTo(int row)
    {
        var (start, end) = Inside(row);
        for (var x = start / Lanes * Lanes; x < end; x += Lanes)
        {
            var columns = Vector256.Create((double)x) + Vector256.Create(0.0, 1.0, 2.0, 3.0);
            var matrix = warp.Matrix;
            var isDoubtful =
                Fill(_columns, x, (columns * matrix.XX) + Vector256.Create(matrix.XY * row) + Vector256.Create(matrix.XOffset))
                | Fill(_rows, x, (columns * matrix.YX) + Vector256.Create(matrix.YY * row) + Vector256.Create(matrix.YOffset));
            for (var lane = 0; isDoubtful && lane < Lanes; lane++)
            {
                var (alignedX, alignedY) = warp.ToAligned(x + lane, row);
                (_columns[x + lane], _rows[x + lane]) = (Stepped(alignedX), Stepped(alignedY));
            }
        }

        return (start, end);
    }

    private static int Padded(int width) => (width + Lanes - 1) / Lanes * Lanes;

    // NaN and what is far away lie outside.
    private static int Stepped(double place) =>
        Math.Round(place * BilinearRow.StepsPerPixel) is >= -Limit and <= Limit and var steps ? (int)steps : (int)Limit;

    private bool Fill(int[] target, int x, Vector256<double> places)
    {
        var isBent = warp.TanhFactor != 0;
        var steps = (isBent ? Squeeze(places) : places) * BilinearRow.StepsPerPixel;
        var inside = Vector256.MinNative(Vector256.MaxNative(steps, Vector256.Create(-Limit)), Vector256.Create(Limit));
        var biased = inside + Vector256.Create(RoundingBias);
        Vector128.Narrow(biased.AsInt64().GetLower(), biased.AsInt64().GetUpper())
            .StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(target), (nuint)x);
        var error = Vector256.Abs(steps - (biased - Vector256.Create(RoundingBias)));
        return isBent && !Vector256.LessThanAll(error, Vector256.Create(0.5 - Doubt));
    }

    // As AlignmentWarp does it, with tanh z = 1 - 2 / (exp 2z + 1).
    private Vector256<double> Squeeze(Vector256<double> places)
    {
        var one = Vector256<double>.One;
        var factor = Vector256.Create(warp.TanhFactor);
        var value = (places * 2 / Vector256.Create((double)warp.SidePx)) - one;
        var beyond = Vector256.Abs(value) - one + factor;
        if (Vector256.LessThanOrEqualAll(beyond, Vector256<double>.Zero))
        {
            return places;
        }

        // From 20 on it is 1 in double precision.
        var doubled = beyond * 2 / factor;
        var tanh = Vector256.GreaterThanAll(doubled, Vector256.Create(40.0))
            ? one
            : one - ((one + one) / (Vector256.Exp(doubled) + one));
        var bent = Vector256.CopySign((factor * tanh) + one - factor, value);
        return Vector256.ConditionalSelect(
            Vector256.LessThanOrEqual(beyond, Vector256<double>.Zero),
            places,
            (bent + one) * warp.SidePx / Vector256.Create(2.0));
    }

    // The part of a row that the matrix brings into the square; a bent image takes in everything.
    private (int Start, int End) Inside(int row)
    {
        if (warp.TanhFactor != 0)
        {
            return (0, widthPx);
        }

        var matrix = warp.Matrix;
        var (low, high) = (0.0, (double)widthPx);
        foreach (var (slope, offset) in new[]
        {
            (matrix.XX, (matrix.XY * row) + matrix.XOffset), (matrix.YX, (matrix.YY * row) + matrix.YOffset),
        })
        {
            var (first, last) = ((-1 - offset) / slope, (warp.SidePx - offset) / slope);
            // Without a slope both are infinite: of different signs inside, of the same sign outside.
            (low, high) = (Math.Max(low, Math.Min(first, last)), Math.Min(high, Math.Max(first, last)));
        }

        // A pixel to each side for the rounding; each pixel is asked by itself anyway. NaN takes the whole row.
        var start = double.IsNaN(low) ? 0 : (int)Math.Clamp(Math.Floor(low) - 1, 0, widthPx);
        var end = double.IsNaN(high) ? widthPx : (int)Math.Clamp(Math.Ceiling(high) + 2, start, widthPx);
        return (start, end);
    }
}
