using System.Numerics;
using CsCheck;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;

namespace Faceptor.Data.Tests.Augmentation;

public sealed class SampleTransformsTests
{
    private const int SidePx = 64;

    [Fact]
    public void Landmark_test_view_shows_the_box_at_eight_tenths_of_the_side()
    {
        var warp = FramingTransform.OfBox(
            new FaceBox(20, 40, 120, 140), SidePx, FaceFraming.SquareLandmarkBox.BoxRatio);

        // Box edges lie half a pixel outside the outer pixel centres; the middle stays the middle.
        var center = (SidePx - 1) / 2f;
        AssertNear(new Vector2(center), warp.ToAligned(new Vector2(90, 70)));
        AssertNear(new Vector2(center - (0.4f * SidePx)), warp.ToAligned(new Vector2(40, 20)));
    }

    [Fact]
    public void Landmarks_move_with_the_picture_and_come_back_through_the_warp()
    {
        // A white dot on black at each point: wherever the point goes, the prepared image must be bright there.
        Gen.Select(Gen.Int[30, 90], Gen.Int[30, 90], Gen.Int[0, 100_000]).Sample((x, y, seed) =>
        {
            var image = new RgbImage(120, 120);
            for (var row = y - 2; row <= y + 2; row++)
            {
                image.Row(row).Slice((x - 2) * 3, 5 * 3).Fill(255);
            }

            var point = new Vector2(x, y);
            var sample = new FaceSample("dot", image, new LandmarkLabel([point], new FaceBox(10, 10, 110, 110)));
            var planes = new float[3 * SidePx * SidePx];

            var prepared = new LandmarkTransform(SidePx, ChannelNormalization.Clip, AugmentationOptions.Light)
                .Prepare(sample, new SeededRandom(seed), planes);

            var moved = ((LandmarkLabel)prepared.Label).Points[0];
            var value = planes[((int)MathF.Round(moved.Y) * SidePx) + (int)MathF.Round(moved.X)];
            return value > 0 && Vector2.Distance(prepared.Warp.ToOriginal(moved), point) < 1e-3;
        });
    }

    [Fact]
    public void Parsing_picture_and_map_move_together()
    {
        // The image is grey 10 times the class, so each prepared pixel away from borders tells its class.
        var classes = new byte[512 * 512];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = (byte)(1 + (i / (512 * 256)) + (2 * (i % 512 / 256)));
        }

        var image = new RgbImage(512, 512, [.. classes.SelectMany(value => Enumerable.Repeat((byte)(value * 10), 3))]);
        var sample = new FaceSample("quarters", image, new ParsingLabel(new LabelMap(512, 512, classes)));
        foreach (var isTraining in (bool[])[true, false])
        {
            var planes = new float[3 * SidePx * SidePx];

            var prepared = new ParsingTransform(
                SidePx, ChannelNormalization.Clip, isTraining ? AugmentationOptions.Light : null)
                .Prepare(sample, new SeededRandom(3), planes);

            var map = ((ParsingLabel)prepared.Label).Map;
            var agreement = map.Classes
                .Select((value, i) =>
                    Math.Abs((planes[i] * 0.26862954f) + 0.48145466f - (value * 10 / 255f)) < 0.5f / 255)
                .Average(isSame => isSame ? 1.0 : 0);
            Assert.InRange(agreement, 0.93, 1);
            Assert.Equal(isTraining, map.Classes.Contains((byte)0));
        }
    }

    [Fact]
    public void Parsing_test_view_at_the_pictures_own_size_is_the_picture()
    {
        var label = new ParsingLabel(new LabelMap(4, 4, [.. Enumerable.Range(0, 16).Select(i => (byte)i)]));
        var image = new RgbImage(4, 4, [.. Enumerable.Range(0, 48).Select(i => (byte)(i * 5))]);
        var planes = new float[48];

        var prepared = new ParsingTransform(4, ChannelNormalization.Clip, null)
            .Prepare(new FaceSample("x", image, label), new SeededRandom(1), planes);

        Assert.Equal(label.Map.Classes, ((ParsingLabel)prepared.Label).Map.Classes);
        Assert.Equal((25 / 255f - 0.40821073f) / 0.27577711f, planes[32 + 1], 1e-5f);
    }

    [Fact]
    public void Attribute_pictures_are_cropped_and_mirrored_half_the_time_in_training()
    {
        // Left half dark, right half bright; the wide margin left and right is cut off in training only.
        var image = new RgbImage(96, 32);
        for (var y = 0; y < 32; y++)
        {
            image.Row(y)[(48 * 3)..].Fill(200);
        }

        var sample = new FaceSample("halves", image, new AgeLabel(30));
        var transform = new AttributeTransform(
            32, ChannelNormalization.Half, AugmentationOptions.Light with { CropsToSquare = true });
        var planes = new float[3 * 32 * 32];
        var numMirrored = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var prepared = transform.Prepare(sample, new SeededRandom(seed), planes);
            var isMirrored = planes[0] > planes[31];
            numMirrored += isMirrored ? 1 : 0;
            AssertNear(new Vector2(isMirrored ? 31 : 0, 0), prepared.Warp.ToAligned(new Vector2(32, 0)));
        }

        Assert.InRange(numMirrored, 160, 240);
    }

    [Fact]
    public void Light_attribute_pictures_are_framed_as_in_testing()
    {
        var sample = new FaceSample("x", Golden.Input, new AgeLabel(1));
        var (expected, planes) = (new float[3 * 32 * 32], new float[3 * 32 * 32]);
        var view = new AttributeTransform(32, ChannelNormalization.Half, null)
            .Prepare(sample, new SeededRandom(1), expected);
        var numEqual = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var prepared = new AttributeTransform(32, ChannelNormalization.Half, AugmentationOptions.Light)
                .Prepare(sample, new SeededRandom(seed), planes);
            if (planes.AsSpan().SequenceEqual(expected))
            {
                numEqual++;
                Assert.Equal(view.Warp.ToAligned(Vector2.Zero), prepared.Warp.ToAligned(Vector2.Zero));
            }
        }

        Assert.InRange(numEqual, 1, 19); // the others are mirrored
    }

    [Fact]
    public void Attribute_test_view_squashes_the_whole_picture()
    {
        var image = Golden.Input;
        var planes = new float[3 * 112 * 112];

        new AttributeTransform(112, ChannelNormalization.Half, null)
            .Prepare(new FaceSample("x", image, new AgeLabel(1)), new SeededRandom(1), planes);

        var expected = new float[planes.Length];
        new PixelNormalization(ChannelNormalization.Half).Apply(Golden.Image("pil_resize_bilinear_112"), expected);
        Assert.Equal(expected, planes);
    }

    [Fact]
    public void Identity_is_prepared_alike_in_training_and_verification_but_for_the_mirror()
    {
        var sample = new FaceSample("x", Golden.Input, new IdentityLabel(0));
        var (training, verification) = (new float[3 * 112 * 112], new float[3 * 112 * 112]);
        var expected = new float[3 * 112 * 112];
        var resized = Golden.Image("pil_resize_bilinear_112");

        new IdentityTransform(112, ChannelNormalization.Half, isTraining: false)
            .Prepare(sample, new SeededRandom(1), verification);

        new PixelNormalization(ChannelNormalization.Half).Apply(resized, expected);
        Assert.Equal(expected, verification);
        var numMirrored = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            new IdentityTransform(112, ChannelNormalization.Half, isTraining: true)
                .Prepare(sample, new SeededRandom(seed), training);
            var isMirrored = !training.AsSpan().SequenceEqual(verification);
            numMirrored += isMirrored ? 1 : 0;
            new PixelNormalization(ChannelNormalization.Half).Apply(resized, expected, isMirrored);
            Assert.Equal(expected, training);
        }

        Assert.InRange(numMirrored, 1, 19);
    }

    [Fact]
    public void Every_family_is_normalised_by_its_own_numbers()
    {
        // Numbers that tell the families apart, and the channels of each.
        var normalization = Enum.GetValues<TaskFamily>().Aggregate(
            InputNormalization.Released,
            (all, family) => all.With(family, new ChannelNormalization
            {
                Mean = [0.1 * (int)family, 0.2, 0.3],
                Std = [0.5, 0.25, 0.1 + (0.1 * (int)family)],
            }));
        var image = new RgbImage(16, 16);
        Array.Fill(image.Pixels, (byte)255);
        Assert.All(FaceTasks.All, task =>
        {
            var numbers = normalization.Of(task.Family);
            var sample = new FaceSample("white", image, task.Family switch
            {
                TaskFamily.Landmarks => new LandmarkLabel([new Vector2(8)], new FaceBox(4, 4, 12, 12)),
                TaskFamily.Parsing => new ParsingLabel(new LabelMap(16, 16, new byte[256]))
                {
                    AlignmentPoints = task.Equals(FaceTasks.ParsingLaPa)
                        ? [new(4, 5), new(11, 5), new(8, 8), new(5, 11), new(10, 11)]
                        : [],
                },
                _ => new AgeLabel(1),
            });
            foreach (var transform in (ISampleTransform[])
            [
                SampleTransforms.ForEvaluation(task, 16, normalization),
                SampleTransforms.ForTraining(task, 16, normalization, AugmentationPreset.Light),
                SampleTransforms.ForTraining(task, 16, normalization, AugmentationPreset.None),
            ])
            {
                var planes = new float[3 * 256];

                transform.Prepare(sample, new SeededRandom(2), planes);

                const int Middle = (8 * 16) + 8;
                for (var channel = 0; channel < 3; channel++)
                {
                    Assert.Equal(
                        (1 - numbers.Mean[channel]) / numbers.Std[channel], planes[(channel * 256) + Middle], 1e-5);
                }
            }
        });
    }

    [Fact]
    public void Every_family_has_a_preparation()
    {
        Assert.All(FaceTasks.All, task =>
        {
            Assert.Equal(SidePx, SampleTransforms.ForTraining(task, SidePx, InputNormalization.Released).SidePx);
            Assert.Equal(SidePx, SampleTransforms.ForEvaluation(task, SidePx, InputNormalization.Released).SidePx);
        });
    }

    private static void AssertNear(Vector2 expected, Vector2 actual) =>
        Assert.InRange(Vector2.Distance(expected, actual), 0, 1e-3f);
}
