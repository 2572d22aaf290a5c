using System.Numerics;
using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Tests;

/// <summary>The known detectors on the public-domain photograph.</summary>
public sealed class PhotographTests
{
    /// <summary>
    /// Mean distance of five points, in distances of the eyes. Networks differ from each other by up to 0.1 on this
    /// photograph, and BlazeFace's small one by 0.15 on its mirror image.
    /// </summary>
    private const float PointsRatio = 0.2f;

    public static TheoryData<string> Detectors => FetchedDetectors.Names;

    [Theory]
    [MemberData(nameof(Detectors))]
    public void The_face_is_found_at_any_size(string name)
    {
        using var detector = FetchedDetectors.Load(name);

        foreach (var ratio in new[] { 0.25f, 0.5f, 1, 2, 6 })
        {
            var face = Assert.Single(detector.Detect(TestImages.Scaled(ratio)));
            RequirePoints(Array.ConvertAll(TestImages.Points, point => point * ratio), face, ratio);
            var middle = new Vector2(face.Box.Left + face.Box.Right, face.Box.Top + face.Box.Bottom) / 2 / ratio;
            Assert.InRange(middle.X, 210, 240);
            Assert.InRange(middle.Y, 105, 145);
            Assert.InRange(face.Box.Width / ratio, 80, 120);
        }
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_turn_by_15_degrees_does_not_matter(string name)
    {
        using var detector = FetchedDetectors.Load(name);

        foreach (var degrees in new[] { -15, 15 })
        {
            var (image, points) = TestImages.Turned(degrees);
            RequirePoints(points, Assert.Single(detector.Detect(image)));
        }
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_face_on_its_side_or_upside_down_is_found_by_turning_the_image(string name)
    {
        using var detector = FetchedDetectors.Load(name, new OnnxDetectorOptions { TriesRotations = true, MaxFaces = 1 });

        foreach (var degrees in new[] { 0, 90, 180, 270 })
        {
            var (image, points) = TestImages.Turned(degrees);
            RequirePoints(points, Assert.Single(detector.Detect(image)));
        }
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void In_the_mirror_left_and_right_change(string name)
    {
        using var detector = FetchedDetectors.Load(name);

        var face = Assert.Single(detector.Detect(ImageRegion.Mirror(TestImages.Photograph)));

        var mirrored = Array.ConvertAll(TestImages.Points, point => new Vector2(511 - point.X, point.Y));
        RequirePoints([mirrored[1], mirrored[0], mirrored[2], mirrored[4], mirrored[3]], face);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Three_faces_are_three(string name)
    {
        using var detector = FetchedDetectors.Load(name);
        var image = TestImages.Noise(440, 440);
        (int Left, int Top)[] places = [(0, 0), (230, 0), (100, 220)];
        foreach (var (left, top) in places)
        {
            TestImages.Paste(TestImages.Crop(120, 20, 210, 220), image, left, top);
        }

        var faces = detector.Detect(image);

        Assert.Equal(3, faces.Length);
        Assert.Equal(faces.OrderByDescending(face => face.Score), faces);
        foreach (var (left, top) in places)
        {
            Assert.Single(faces, face => Distance(
                Array.ConvertAll(TestImages.Points, point => point - new Vector2(120 - left, 20 - top)), face) < PointsRatio);
        }
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_face_that_the_border_cuts_is_found(string name)
    {
        using var detector = FetchedDetectors.Load(name);

        var withoutForehead = Assert.Single(detector.Detect(TestImages.Crop(0, 85, 512, 427)));
        var withoutChin = Assert.Single(detector.Detect(TestImages.Crop(0, 0, 512, 160)));

        RequirePoints(Array.ConvertAll(TestImages.Points, point => point - new Vector2(0, 85)), withoutForehead);
        RequirePoints(TestImages.Points, withoutChin);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Where_there_is_no_face_none_is_found(string name)
    {
        using var detector = FetchedDetectors.Load(name);

        Assert.Empty(detector.Detect(TestImages.Crop(300, 0, 212, 300)));
        Assert.Empty(detector.Detect(TestImages.Noise(300, 200)));
        Assert.Empty(detector.Detect(new RgbImage(640, 480)));
        Assert.Empty(detector.Detect(new RgbImage(1, 1)));
        Assert.Empty(detector.Detect(new RgbImage(3000, 1)));
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_small_face_in_a_large_image_is_found_in_tiles(string name)
    {
        var image = new RgbImage(2600, 1800);
        const int Left = 1700;
        const int Top = 900;
        TestImages.Paste(TestImages.Crop(120, 20, 210, 220), image, Left, Top);
        // The face is a hundred pixels wide; after shrinking fewer than six are left.
        using var whole = FetchedDetectors.Load(name, new OnnxDetectorOptions { MaxSidePx = 128 });
        using var tiled = FetchedDetectors.Load(name, new OnnxDetectorOptions { MaxSidePx = 512, TileSidePx = 500 });

        var face = Assert.Single(tiled.Detect(image));

        RequirePoints(Array.ConvertAll(TestImages.Points, point => point + new Vector2(Left - 120, Top - 20)), face);
        if (name is "blazeface-front" or "yunet-n")
        {
            Assert.Empty(whole.Detect(image));
        }
    }

    private static void RequirePoints(Vector2[] expected, DetectedFace face, float ratio = 1) => Assert.True(
        Distance(expected, face, ratio) < PointsRatio,
        $"{Distance(expected, face, ratio):F3} distances of the eyes away: {string.Join(' ', face.FivePoints)}");

    private static float Distance(Vector2[] expected, DetectedFace face, float ratio = 1)
    {
        Assert.Equal(5, face.FivePoints.Length);
        return expected.Zip(face.FivePoints, Vector2.Distance).Average() / (TestImages.EyesPx * ratio);
    }
}
