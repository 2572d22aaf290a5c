using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests.Framing;

public sealed class PreprocessorTests
{
    private const int SidePx = 48;

    private static readonly ImmutableArray<Vector2> FivePoints =
        [new(140, 140), new(180, 140), new(160, 165), new(145, 185), new(175, 185)];

    private static readonly FaceLocation Face = new(null, new FaceBox(110, 110, 210, 210), FivePoints);

    public static TheoryData<string> Framings => [.. Enum.GetValues<TaskFamily>()
        .SelectMany(family => FaceFraming.ForFamily(family).Select(framing => $"{family} {framing}"))];

    [Theory]
    [MemberData(nameof(Framings))]
    public void Inputs_are_normalised_channel_by_channel_in_every_framing(string name)
    {
        var numbers = new ChannelNormalization { Mean = [0.1, 0.2, 0.3], Std = [0.5, 0.25, 0.2] };
        var task = TaskOf(name);
        var image = new RgbImage(320, 320);
        Array.Fill(image.Pixels, (byte)255);

        var (input, warp) = new Preprocessor(new ModelInputSpec(task, SidePx, numbers)).Prepare(image, Face);

        Assert.Equal((task, SidePx, SidePx), (input.Task, input.SidePx, warp.SidePx));
        Assert.Equal(task.Family == TaskFamily.Identity ? 2 : 1, input.Views.Length);
        Assert.All(input.Views, planes =>
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var middle = planes[(channel * SidePx * SidePx) + (SidePx / 2 * SidePx) + (SidePx / 2)];
                Assert.Equal((1 - numbers.Mean[channel]) / numbers.Std[channel], middle, 1e-5);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public void The_warp_of_every_framing_leads_from_the_image_to_the_input(string name)
    {
        // A bright square on black: where its middle goes, the input is bright.
        var task = TaskOf(name);
        var image = new RgbImage(320, 320);
        for (var y = 155; y < 165; y++)
        {
            image.Row(y).Slice(155 * 3, 30).Fill(255);
        }

        var face = Face with { GivenBox = new FaceBox(112.4f, 109.6f, 230, 200) };
        var (input, warp) = new Preprocessor(new ModelInputSpec(task, 96, ChannelNormalization.Half))
            .Prepare(image, face);

        var place = warp.ToAligned(new Vector2(159.5f));
        var index = ((int)MathF.Round(place.Y) * 96) + (int)MathF.Round(place.X);
        Assert.True(input.Views[0][index] > 0.5f, $"{input.Views[0][index]} at {place}");
        Assert.Equal(159.5f, warp.ToOriginal(place).X, 0.01f);
    }

    [Fact]
    public void A_box_crop_is_the_box_along_whole_pixels_and_the_whole_image_without_one()
    {
        var task = new FaceTask("attributes/mine", TaskFamily.Attributes, "mine", ["one"]);
        var image = Noise(90, 70);
        var preprocessor = new Preprocessor(new ModelInputSpec(task, SidePx, ChannelNormalization.Half));

        var box = preprocessor.Prepare(image, Face with { GivenBox = new FaceBox(-5, 20.5f, 60.4f, 200) });
        var whole = preprocessor.Prepare(image, Face);

        Assert.Equal(Evaluated(task, ImageRegion.Crop(image, new PixelRegion(21, 0, 69, 60))), box.Input.Views[0]);
        Assert.Equal(Evaluated(task, image), whole.Input.Views[0]);
        Assert.Equal(new Vector2(-0.5f), Round(box.Warp.ToAligned(new Vector2(20.5f, -0.5f))));
        Assert.Equal(new Vector2(SidePx - 0.5f), Round(box.Warp.ToAligned(new Vector2(89.5f, 59.5f))));
    }

    [Theory]
    [InlineData(-0.9f, 0.2f)]
    [InlineData(10.1f, 10.3f)]
    [InlineData(89.8f, 95)]
    public void A_box_without_a_whole_pixel_shows_the_nearest_one(float left, float right)
    {
        var task = new FaceTask("attributes/mine", TaskFamily.Attributes, "mine", ["one"]);
        var image = Noise(90, 70);

        var framed = new Preprocessor(new ModelInputSpec(task, SidePx, ChannelNormalization.Half))
            .Prepare(image, Face with { GivenBox = new FaceBox(20.1f, left, 20.3f, right) });

        Assert.Single(framed.Input.Views[0].Take(SidePx * SidePx).Distinct());
    }

    [Fact]
    public void The_second_view_of_identity_is_the_mirrored_first()
    {
        var task = new FaceTask("identity/mine", TaskFamily.Identity, "mine", []);

        var views = new Preprocessor(new ModelInputSpec(task, SidePx, ChannelNormalization.Half))
            .Prepare(Noise(90, 70), Face).Input.Views;

        Assert.Equal(views[0].Chunk(SidePx).SelectMany(row => row.Reverse()), views[1]);
    }

    [Theory]
    [InlineData(FramingResampling.Bilinear)]
    [InlineData(FramingResampling.AntialiasedBilinear)]
    public void An_image_of_the_inputs_size_is_what_resizing_it_would_give(FramingResampling resampling)
    {
        var image = Noise(SidePx, SidePx);

        var resized = resampling == FramingResampling.Bilinear
            ? Resize.Bilinear(image, SidePx, SidePx)
            : Resize.BilinearAntialiased(image, SidePx, SidePx);

        Assert.Same(image, Preprocessor.Fit(image, SidePx, resampling));
        Assert.Equal(image.Pixels, resized.Pixels);
    }

    private static float[] Evaluated(FaceTask task, RgbImage image)
    {
        var normalization = InputNormalization.Released.With(task.Family, ChannelNormalization.Half);
        var planes = new float[3 * SidePx * SidePx];
        SampleTransforms.ForEvaluation(task, SidePx, normalization)
            .Prepare(new FaceSample("one", image, new AttributesLabel([1])), new SeededRandom(), planes);
        return planes;
    }

    private static FaceTask TaskOf(string name)
    {
        var (family, framing) = name.Split(' ') is [var first, var second]
            ? (Enum.Parse<TaskFamily>(first), second)
            : throw new ArgumentException(name);
        return new FaceTask(
            $"{family.ToString().ToLowerInvariant()}/mine",
            family,
            "mine",
            FamilyDefinition.Of(family).UsualLabels ?? ["one", "two"])
        {
            Framing = FaceFraming.Get(framing, family),
        };
    }

    private static Vector2 Round(Vector2 point) => new(MathF.Round(point.X, 4), MathF.Round(point.Y, 4));

    private static RgbImage Noise(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var index = 0; index < image.Pixels.Length; index++)
        {
            image.Pixels[index] = (byte)((index * 7919) >> 3);
        }

        return image;
    }
}
