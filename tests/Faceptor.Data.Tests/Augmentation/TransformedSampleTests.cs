using System.Numerics;
using CsCheck;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;

namespace Faceptor.Data.Tests.Augmentation;

/// <summary>With every effect on, image, points, map and warp still tell the same story.</summary>
public sealed class TransformedSampleTests
{
    private const int SidePx = 64;

    private static readonly Vector2[] FaceOf120 =
        [new(45, 50), new(76, 52), new(60, 68), new(50, 85), new(70, 86)];

    // Effects that keep places apart from each other, so that a dot stays the brightest place.
    private static readonly AugmentationOptions KeepsDots = AugmentationOptions.Published with
    {
        UsesOcclusion = false,
        UsesRandAugment = false,
        UsesRandomErasing = false,
    };

    [Fact]
    public void A_dot_is_found_where_its_point_went()
    {
        FaceTask[] tasks = [FaceTasks.Landmarks300W, FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa];
        var places = Gen.Int[35, 85];
        Gen.Select(Gen.Int[0, 2], places, places, Gen.Int[0, 100_000]).Sample((index, x, y, seed) =>
        {
            var task = tasks[index];
            var sample = Sample(task, Dot(x, y, radius: 2), new Vector2(x, y));
            var planes = new float[3 * SidePx * SidePx];

            var prepared = SampleTransforms.ForTraining(task, SidePx, InputNormalization.Released, KeepsDots)
                .Prepare(sample, new SeededRandom(seed), planes);

            var moved = prepared.Warp.ToAligned(new Vector2(x, y));
            return Vector2.Distance(BrightestPlace(planes), moved) < 2.5
                && Vector2.Distance(prepared.Warp.ToOriginal(moved), new Vector2(x, y)) < 0.01;
        });
    }

    [Fact]
    public void RandAugment_moves_a_dot_to_where_the_warp_says()
    {
        var options = AugmentationOptions.Light with { UsesRandAugment = true };
        var numMoved = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var planes = new float[3 * SidePx * SidePx];

            var prepared = new AttributeTransform(SidePx, ChannelNormalization.Half, options)
                .Prepare(Sample(FaceTasks.AgeMorph2, Dot(60, 56, 2), default), new SeededRandom(seed), planes);

            var matrix = prepared.Warp.Matrix;
            var isPlain = Math.Abs(Math.Abs(matrix.XX) - (SidePx / 120.0)) < 1e-6 && Math.Abs(matrix.XY) < 1e-6;
            var moved = prepared.Warp.ToAligned(new Vector2(60, 56));
            if (!isPlain && Math.Min(moved.X, moved.Y) > 6 && Math.Max(moved.X, moved.Y) < SidePx - 7)
            {
                // The dot stands out from its surroundings, whether an operation inverted it or not.
                numMoved++;
                Assert.InRange(Vector2.Distance(OddestPlace(planes, moved), moved), 0, 2.5f);
            }
        }

        Assert.InRange(numMoved, 40, 200);
    }

    [Fact]
    public void Map_and_picture_agree_for_both_parsing_sets()
    {
        // The image is white where the map is 1; grey, gamma and blur keep that.
        var map = new LabelMap(120, 120, new byte[120 * 120]);
        var image = new RgbImage(120, 120);
        for (var i = 0; i < map.Classes.Length; i++)
        {
            if (Vector2.Distance(new Vector2(i % 120, i / 120), new Vector2(60, 62)) < 25)
            {
                map.Classes[i] = 1;
                image.Pixels.AsSpan(i * 3, 3).Fill(255);
            }
        }

        FaceTask[] tasks = [FaceTasks.ParsingCelebAMaskHq, FaceTasks.ParsingLaPa];
        Gen.Select(Gen.Bool.Select(isFirst => tasks[isFirst ? 0 : 1]), Gen.Int[0, 100_000]).Sample((task, seed) =>
        {
            var points = task.Equals(FaceTasks.ParsingLaPa) ? FaceOf120 : [];
            var sample = new FaceSample("disc", image, new ParsingLabel(map) { AlignmentPoints = [.. points] });
            var planes = new float[3 * SidePx * SidePx];

            var prepared = SampleTransforms.ForTraining(task, SidePx, InputNormalization.Released)
                .Prepare(sample, new SeededRandom(seed), planes);

            var classes = ((ParsingLabel)prepared.Label).Map.Classes;
            return classes.Contains((byte)1)
                && classes.Zip(planes, (value, level) => value == 1 == level > 0).Count(same => !same) < 100;
        });
    }

    [Fact]
    public void LaPa_is_aligned_and_bent_in_testing_too()
    {
        var sample = Sample(FaceTasks.ParsingLaPa, Dot(60, 60, 2), default);

        var prepared = SampleTransforms.ForEvaluation(FaceTasks.ParsingLaPa, 512, InputNormalization.Released)
            .Prepare(sample, new SeededRandom(1), new float[3 * 512 * 512]);

        Assert.Equal(0.8, prepared.Warp.TanhFactor);
        var expected = FramingTransform.OfPoints(FaceFraming.LaPa, FaceOf120, 512);
        Assert.Equal(expected.Matrix, prepared.Warp.Matrix);
        var aligned = FaceOf120.Select(expected.Matrix.Apply).ToArray();
        Assert.InRange(Vector2.Distance(aligned[0], new Vector2(196, 226) * 511 / 512), 0, 8);
        Assert.Equal(FaceOf120.Select(expected.ToAligned), ((ParsingLabel)prepared.Label).AlignmentPoints);
    }

    [Fact]
    public void LaPa_without_points_is_refused()
    {
        var sample = new FaceSample("a.jpg", new RgbImage(4, 4), new ParsingLabel(new LabelMap(4, 4, new byte[16])));

        var transform = SampleTransforms.ForTraining(FaceTasks.ParsingLaPa, 8, InputNormalization.Released);
        var error = Assert.Throws<DatasetException>(() => transform
            .Prepare(sample, new SeededRandom(1), new float[192]));

        Assert.StartsWith(
            "a.jpg: expected 5 points to align the face by, got 0;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFLW_keeps_the_scale_of_its_box_in_testing()
    {
        var sample = Sample(FaceTasks.LandmarksAflw19, Dot(60, 60, 2), new Vector2(60));

        var prepared = SampleTransforms.ForEvaluation(FaceTasks.LandmarksAflw19, SidePx, InputNormalization.Released)
            .Prepare(sample, new SeededRandom(1), new float[3 * SidePx * SidePx]);

        Assert.Equal(SidePx / 100.0, prepared.Warp.Matrix.XX, 1e-9);
    }

    [Fact]
    public void A_sample_depends_on_its_seeds_alone()
    {
        Assert.All(FaceTasks.All, task =>
        {
            var sample = Sample(task, Golden.Input, new Vector2(60));
            var transform = SampleTransforms.ForTraining(task, SidePx, InputNormalization.Released);
            var planes = new float[2][];
            for (var i = 0; i < 2; i++)
            {
                planes[i] = new float[3 * SidePx * SidePx];
                transform.Prepare(sample, new SeededRandom(5, 17), planes[i]);
            }

            Assert.Equal(planes[0], planes[1]);
            // Identity draws one coin only, so some seeds agree.
            Assert.Contains(Enumerable.Range(18, 10), seed =>
            {
                transform.Prepare(sample, new SeededRandom(5, seed), planes[1]);
                return !planes[0].AsSpan().SequenceEqual(planes[1]);
            });
            Assert.All(planes[0], value => Assert.True(float.IsFinite(value)));
        });
    }

    [Fact]
    public void A_picture_of_one_pixel_goes_through_every_preparation()
    {
        Assert.All(FaceTasks.All, task =>
        {
            var sample = Sample(task, new RgbImage(1, 1, [9, 90, 200]), new Vector2(0));
            foreach (var transform in (ISampleTransform[])
            [
                SampleTransforms.ForTraining(task, 16, InputNormalization.Released),
                SampleTransforms.ForEvaluation(task, 16, InputNormalization.Released),
            ])
            {
                for (var seed = 0; seed < 20; seed++)
                {
                    var planes = new float[3 * 16 * 16];

                    transform.Prepare(sample, new SeededRandom(seed), planes);

                    Assert.All(planes, value => Assert.True(float.IsFinite(value)));
                }
            }
        });
    }

    private static FaceSample Sample(FaceTask task, RgbImage image, Vector2 point)
    {
        FaceLabel label = task.Family switch
        {
            TaskFamily.Landmarks => new LandmarkLabel([point], new FaceBox(10, 10, 110, 110)),
            TaskFamily.Parsing => new ParsingLabel(
                new LabelMap(image.Width, image.Height, new byte[image.Width * image.Height]))
            {
                AlignmentPoints = task.Equals(FaceTasks.ParsingLaPa) ? [.. FaceOf120] : [],
            },
            _ => new AgeLabel(30),
        };
        return new FaceSample("sample", image, label);
    }

    private static RgbImage Dot(int x, int y, int radius)
    {
        var image = new RgbImage(120, 120);
        for (var row = y - radius; row <= y + radius; row++)
        {
            image.Row(row).Slice((x - radius) * 3, ((2 * radius) + 1) * 3).Fill(255);
        }

        return image;
    }

    private static Vector2 BrightestPlace(float[] planes)
    {
        // The mean of the brightest places of a smoothed image, because noise is on top.
        var best = (Sum: float.NegativeInfinity, Place: Vector2.Zero);
        for (var y = 1; y < SidePx - 1; y++)
        {
            for (var x = 1; x < SidePx - 1; x++)
            {
                float sum = 0;
                for (var i = 0; i < 27; i++)
                {
                    var (channel, row, column) = (i / 9, y + (i / 3 % 3) - 1, x + (i % 3) - 1);
                    sum += planes[(channel * SidePx * SidePx) + (row * SidePx) + column];
                }

                best = sum > best.Sum ? (sum, new Vector2(x, y)) : best;
            }
        }

        return best.Place;
    }

    // The place near a point whose 3 x 3 mean differs most from the surroundings' mean.
    private static Vector2 OddestPlace(float[] planes, Vector2 near)
    {
        var (left, top) = ((int)near.X - 6, (int)near.Y - 6);
        var mean = Mean(planes, left, top, 13);
        var best = (Distance: -1f, Place: Vector2.Zero);
        for (var y = top; y < top + 11; y++)
        {
            for (var x = left; x < left + 11; x++)
            {
                var distance = Math.Abs(Mean(planes, x, y, 3) - mean);
                best = distance > best.Distance ? (distance, new Vector2(x + 1, y + 1)) : best;
            }
        }

        return best.Place;
    }

    private static float Mean(float[] planes, int left, int top, int size) => Enumerable.Range(0, size * size)
        .Average(i => planes[((top + (i / size)) * SidePx) + left + (i % size)]);
}
