using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Faceptor.Synthetic.Writing;

/// <summary>300W: images of many sizes and poses with 68 points in CSV lists.</summary>
internal static class ThreeHundredWFiles
{
    // Readers take 2 from every coordinate, so that the lists hold 2 more than the pixel.
    private const float ListOffset = 2;

    private static readonly SyntheticFaceSampler Easy = new()
    {
        RollDegrees = 18,
        YawDegrees = 26,
        PitchDegrees = 10,
        Ages = (6, 80),
        OccluderChance = 0.08f,
        CalmWeight = 1.5f,
        BlurChance = 0.04f,
    };

    private static readonly SyntheticFaceSampler Hard = Easy with
    {
        RollDegrees = 30,
        YawDegrees = 34,
        OccluderChance = 0.25f,
        CalmWeight = 0.5f,
    };

    public static void Write(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        var train = Enumerable.Range(0, sizes.LandmarkTrain).Select(i => (i % 5) switch
        {
            0 => $"afw/{1000 + i}_1.jpg",
            1 => $"lfpw/trainset/image_{i:D4}.png",
            _ => $"helen/trainset/{20_000_000 + i}_1.jpg",
        });
        var common = Enumerable.Range(0, sizes.LandmarkCommon)
            .Select(i => i % 2 == 0 ? $"helen/testset/{30_000_000 + i}_1.jpg" : $"lfpw/testset/image_{i:D4}.png");
        var challenge = Enumerable.Range(0, sizes.LandmarkChallenge).Select(i => $"ibug/image_{i + 3:D3}_1.jpg");
        var test = Enumerable.Range(0, sizes.LandmarkTest)
            .Select(
                i => i % 2 == 0 ? $"Test/01_Indoor/indoor_{i + 1:D3}.png" : $"Test/02_Outdoor/outdoor_{i + 1:D3}.png");
        ImmutableArray<string> names = [.. train, .. common, .. challenge, .. test];
        var (commonEnd, challengeEnd) = (sizes.LandmarkTrain + sizes.LandmarkCommon, names.Length - sizes.LandmarkTest);
        var rows = studio.Make(
            names.Length, i => Draw(studio, i, names[i], i >= commonEnd && i < challengeEnd ? Hard : Easy));

        StoreList(studio, "train", rows[..sizes.LandmarkTrain]);
        StoreList(studio, "valid_common", rows[sizes.LandmarkTrain..commonEnd]);
        StoreList(studio, "valid_challenge", rows[commonEnd..challengeEnd]);
        StoreList(studio, "valid", rows[sizes.LandmarkTrain..challengeEnd]);
        StoreList(studio, "test", rows[challengeEnd..]);
    }

    private static string Draw(SyntheticDatasetWriter studio, int index, string name, SyntheticFaceSampler sampler)
    {
        var random = SyntheticRandom.For(studio.Seed, "300W", index);
        var parameters = sampler.Sample(SyntheticIdentity.Create(studio.Seed, IdentityRanges.ThreeHundredW + index), random);
        var (width, height) = (200 + random.Below(81), 200 + random.Below(81));
        // The recognition crop shows a landmark box of about 84 pixels; here it fills 42 to 72 % of the image.
        var scale = random.Uniform(0.42f, 0.72f) * Math.Min(width, height) / 84;
        var centre = new Vector2(width * random.Uniform(0.42f, 0.58f), height * random.Uniform(0.45f, 0.58f));
        var face = SyntheticFaceRenderer.Draw(parameters, SyntheticFrame.Recognition.Resized(width, height, centre, scale));
        studio.Store(
            $"300W/data/{name}",
            name.EndsWith(".png", StringComparison.Ordinal)
                ? SyntheticDatasetWriter.Png(face.Image)
                : SyntheticDatasetWriter.Jpeg(face.Image));
        return Row(name, [.. face.Landmarks.Select(point => point + new Vector2(ListOffset))]);
    }

    private static string Row(string name, ImmutableArray<Vector2> points)
    {
        var (left, right) = (MathF.Floor(points.Min(p => p.X)), MathF.Ceiling(points.Max(p => p.X)));
        var (top, bottom) = (MathF.Floor(points.Min(p => p.Y)), MathF.Ceiling(points.Max(p => p.Y)));
        var scale = Math.Max(right - left, bottom - top) / 200;
        float[] numbers =
        [
            scale, (left + right) / 2, (top + bottom) / 2, .. points.SelectMany(p => new[] { p.X, p.Y }),
        ];
        return name + "," + string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
    }

    private static void StoreList(SyntheticDatasetWriter studio, string split, string[] rows)
    {
        var columns = Enumerable.Range(0, 68).SelectMany(i => new[] { $"original_{i}_x", $"original_{i}_y" });
        var header = "image_name,scale,center_w,center_h," + string.Join(',', columns);
        studio.StoreLines($"300W/face_landmarks_300w_{split}.csv", [header, .. rows], "\r\n");
    }
}
