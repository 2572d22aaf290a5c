using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Faceptor.Synthetic.Drawing;

namespace Faceptor.Synthetic.Writing;

/// <summary>LaPa: images of many sizes, label maps of 11 classes, 106 points.</summary>
internal static class LaPaFiles
{
    // By CelebAMask-HQ's class. LaPa's skin holds the ears but not the neck; it knows nothing that is worn.
    private static readonly ImmutableArray<byte> Classes =
        [0, 0, 1, 0, 1, 1, 2, 3, 4, 5, 6, 8, 9, 7, 10, 0, 0, 0, 0];

    private static readonly SyntheticFaceSampler Sampler = new()
    {
        RollDegrees = 20,
        YawDegrees = 26,
        PitchDegrees = 10,
        Ages = (6, 80),
        OccluderChance = 0.08f,
        CalmWeight = 1.5f,
        BlurChance = 0.03f,
    };

    public static void Write(SyntheticDatasetWriter studio, SyntheticTransferSizes sizes) => studio.Make(
        sizes.LaPaTrain + sizes.LaPaValidation + sizes.LaPaTest,
        index => Draw(studio, index, PartOf(index, sizes)));

    /// <summary>What is drawn for an image, and where.</summary>
    internal static (SyntheticFaceParameters Parameters, SyntheticFrame Frame) Plan(long seed, int index)
    {
        var random = SyntheticRandom.For(seed, "LaPa", index);
        var parameters = Sampler.Sample(SyntheticIdentity.Create(seed, IdentityRanges.LaPa + index), random);
        var (width, height) = (180 + random.Below(81), 180 + random.Below(81));
        var scale = random.Uniform(0.4f, 0.56f) * Math.Min(width, height) / 84;
        var centre = new Vector2(width * random.Uniform(0.44f, 0.56f), height * random.Uniform(0.48f, 0.58f));
        return (parameters, SyntheticFrame.Recognition.Resized(width, height, centre, scale) with { LabelScale = 1 });
    }

    internal static string NameOf(int index) => $"{10_000_000_000 + (7919L * index)}_{index % 6}";

    private static string PartOf(int index, SyntheticTransferSizes sizes) =>
        index < sizes.LaPaTrain ? "train" : index < sizes.LaPaTrain + sizes.LaPaValidation ? "val" : "test";

    private static bool Draw(SyntheticDatasetWriter studio, int index, string part)
    {
        var (parameters, frame) = Plan(studio.Seed, index);
        var face = SyntheticFaceRenderer.Draw(parameters, frame);
        // Eyes behind glasses are eyes: the classes are those of the same face without them.
        var map = parameters.HasGlasses
            ? SyntheticFaceRenderer.Draw(parameters with { HasGlasses = false }, frame).Map!
            : face.Map!;
        var points = SyntheticFaceRenderer.Place(parameters, frame, PointSchemes.Points106);
        studio.Store($"LaPa/{part}/images/{NameOf(index)}.jpg", SyntheticDatasetWriter.Jpeg(face.Image));
        studio.Store($"LaPa/{part}/labels/{NameOf(index)}.png", Encode(map));
        studio.StoreLines(
            $"LaPa/{part}/landmarks/{NameOf(index)}.txt",
            [
                points.Length.ToString(CultureInfo.InvariantCulture),
                .. points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F3} {point.Y:F3}")),
            ]);
        return true;
    }

    private static byte[] Encode(LabelMap map)
    {
        var classes = new byte[map.Classes.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = Classes[map.Classes[i]];
        }

        return SyntheticDatasetWriter.GreyPng(map.Width, map.Height, classes);
    }
}
