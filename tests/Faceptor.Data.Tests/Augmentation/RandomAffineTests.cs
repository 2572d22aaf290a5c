using System.Numerics;
using Faceptor.Data.Augmentation;

namespace Faceptor.Data.Tests.Augmentation;

public sealed class RandomAffineTests
{
    private const int SidePx = 64;

    [Fact]
    public void Landmark_jitter_stays_in_its_range_and_fills_it()
    {
        var scales = new List<double>();
        var shifts = new List<double>();
        var center = new Vector2((SidePx - 1) / 2f);
        for (var seed = 0; seed < 2000; seed++)
        {
            var jitter = RandomAffine.Landmarks.Draw(SidePx, new SeededRandom(seed));
            scales.Add(Math.Sqrt(jitter.Determinant));
            shifts.Add((jitter.Apply(center) - center).X / SidePx);
            Assert.InRange(Math.Atan2(jitter.YX, jitter.XX), -0.174001, 0.174001);
        }

        Assert.InRange(scales.Min(), 0.699999, 0.705);
        Assert.InRange(scales.Max(), 0.895, 0.900001);
        Assert.InRange(shifts.Min(), -0.050001, -0.049);
        Assert.InRange(shifts.Max(), 0.049, 0.050001);
    }

    [Fact]
    public void Parsing_jitter_is_normal_in_rotation_and_scale_and_uniform_in_shift()
    {
        const int NumDraws = 4000;
        var (angles, scales, shifts) = (new double[NumDraws], new double[NumDraws], new double[NumDraws]);
        var center = new Vector2((SidePx - 1) / 2f);
        for (var seed = 0; seed < NumDraws; seed++)
        {
            var jitter = RandomAffine.Parsing.Draw(SidePx, new SeededRandom(seed));
            angles[seed] = Math.Atan2(jitter.YX, jitter.XX);
            scales[seed] = Math.Sqrt(jitter.Determinant);
            shifts[seed] = (jitter.Apply(center) - center).X / SidePx;
        }

        AssertNormal(angles, 0, 0.314);
        AssertNormal(scales, 1, 0.1);
        Assert.InRange(shifts.Min(), -0.010001, -0.0099);
        Assert.InRange(shifts.Max(), 0.0099, 0.010001);

        // Shares within one and two standard deviations; of a uniform distribution they would be 0.58 and 1.
        static void AssertNormal(double[] values, double mean, double std)
        {
            Assert.Equal(mean, values.Average(), 0.05 * std);
            Assert.InRange(values.Average(value => Math.Abs(value - mean) < std ? 1.0 : 0), 0.66, 0.705);
            Assert.InRange(values.Average(value => Math.Abs(value - mean) < 2 * std ? 1.0 : 0), 0.94, 0.965);
        }
    }
}
