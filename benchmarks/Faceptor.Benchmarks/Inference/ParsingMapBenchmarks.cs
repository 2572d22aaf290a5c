using BenchmarkDotNet.Attributes;
using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;
using Faceptor.Imaging.Resampling;

namespace Faceptor.Benchmarks.Inference;

/// <summary>
/// From 19 score maps of 512 x 512 to the classes of an image of 12 megapixels: the way before, which goes over the whole
/// image class by class on one thread, and the way now.
/// </summary>
public class ParsingMapBenchmarks
{
    private const int NumClasses = 19;
    private const int SidePx = 512;
    private const int WidthPx = 4000;
    private const int HeightPx = 3000;

    private float[] _scores = null!;
    private AlignmentWarp _warp = null!;

    /// <summary>Which part of the image the face is seen in, and whether what lies around is bent into it.</summary>
    [ParamsAllValues]
    public ParsingView View { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var side = View == ParsingView.HalfOfHeight ? HeightPx / 2 : HeightPx;
        var crop = AffineTransform.Crop(new FaceBox(900, 0, 900 + side, side), SidePx);
        _warp = View == ParsingView.Bent
            ? new AlignmentWarp(crop.Then(AffineTransform.Jitter(0.1, 0.8, default, new(256, 256))), SidePx, 0.8)
            : new AlignmentWarp(crop, SidePx);
        _scores = View == ParsingView.Noise ? Noise() : Smooth();
    }

    [Benchmark(Baseline = true)]
    public byte[] Before()
    {
        var classes = new byte[WidthPx * HeightPx];
        var taps = new BilinearTap[WidthPx];
        var best = new float[WidthPx];
        for (var y = 0; y < HeightPx; y++)
        {
            for (var x = 0; x < WidthPx; x++)
            {
                var (alignedX, alignedY) = _warp.ToAligned(x, y);
                taps[x] = BilinearTap.At(Math.Round(alignedX * 32) / 32, Math.Round(alignedY * 32) / 32, SidePx, SidePx);
            }

            var row = classes.AsSpan(y * WidthPx, WidthPx);
            for (var index = 0; index < NumClasses; index++)
            {
                var plane = _scores.AsSpan(index * SidePx * SidePx, SidePx * SidePx);
                for (var x = 0; x < WidthPx; x++)
                {
                    var score = taps[x].Sample(plane);
                    if (index == 0 || score > best[x])
                    {
                        best[x] = score;
                        row[x] = (byte)index;
                    }
                }
            }
        }

        return classes;
    }

    [Benchmark]
    public LabelMap Now() => ImageWarp.ArgMaxToOriginal(_scores, NumClasses, _warp, WidthPx, HeightPx);

    // Regions of 40 pixels and more, as a network's maps are, which are enlarged from a quarter of the size.
    private static float[] Smooth()
    {
        var scores = new float[NumClasses * SidePx * SidePx];
        for (var i = 0; i < scores.Length; i++)
        {
            var (k, y, x) = (i / (SidePx * SidePx), i / SidePx % SidePx, i % SidePx);
            scores[i] = (5 * MathF.Sin((k * 1.7f) + (x * (0.02f + (k * 0.003f)))))
                + (5 * MathF.Cos((k * 0.9f) + (y * 0.05f)));
        }

        return scores;
    }

    // The worst case: another class at every pixel.
    private static float[] Noise()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, NumClasses * SidePx * SidePx).Select(_ => random.NextSingle())];
    }
}

/// <summary>How an image of 12 megapixels is seen.</summary>
public enum ParsingView
{
    /// <summary>A square of half the image's height, a sixth of its area.</summary>
    HalfOfHeight,

    /// <summary>A square of the image's height, three quarters of its area.</summary>
    WholeHeight,

    /// <summary>The same, aligned, and everything around it bent into the square.</summary>
    Bent,

    /// <summary>A square of the image's height, and maps that are noise.</summary>
    Noise,
}
