using Faceptor.Imaging.Geometry;
using Faceptor.Imaging.Resampling;

namespace Faceptor.Imaging.Tests;

/// <summary>
/// The plain way from score maps to classes, pixel by pixel over the whole original: what the fast one must equal.
/// </summary>
internal static class ScalarArgMax
{
    public static byte[] Run(ReadOnlySpan<float> scores, int numClasses, AlignmentWarp warp, int widthPx, int heightPx)
    {
        var side = warp.SidePx;
        var classes = new byte[widthPx * heightPx];
        for (var y = 0; y < heightPx; y++)
        {
            for (var x = 0; x < widthPx; x++)
            {
                var (alignedX, alignedY) = warp.ToAligned(x, y);
                var tap = BilinearTap.At(Stepped(alignedX), Stepped(alignedY), side, side);
                var best = float.NegativeInfinity;
                for (var index = 0; index < numClasses; index++)
                {
                    var score = tap.Sample(scores.Slice(index * side * side, side * side));
                    if (score > best)
                    {
                        best = score;
                        classes[(y * widthPx) + x] = (byte)index;
                    }
                }
            }
        }

        return classes;
    }

    private static double Stepped(double place) =>
        Math.Round(place * BilinearRow.StepsPerPixel) / BilinearRow.StepsPerPixel;
}
