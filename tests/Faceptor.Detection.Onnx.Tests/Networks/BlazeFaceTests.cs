using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Tests.Networks;

/// <summary>BlazeFace's outputs, with boxes computed by hand.</summary>
public sealed class BlazeFaceTests
{
    private const float Tolerance = 1e-3f; // of the letterbox in single precision, in pixels

    // Cell in row 4 and column 3 of 8 x 8, the last of its six anchors; before it are the 512 of the finer layer.
    private const int Anchor = (((4 * 8) + 3) * 6) + 5;

    private static readonly float[] Numbers = [4, -2, 32, 16, -8, -4, 8, -4, 0, 0, 0, 6, -16, 0, 16, 0];

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void An_anchor_becomes_a_face_whatever_the_order_of_channels_and_the_number_of_outputs(
        bool isChannelsLast, bool isInParts)
    {
        var file = SyntheticDetectors.BlazeFace(isChannelsLast, isInParts);
        var (rows, first) = isInParts ? (384, 0) : (896, 512);
        file[$"score_{rows}"][first + Anchor] = MathF.Log(4); // a probability of 0.8
        Numbers.CopyTo(file[$"box_{rows}"], 16 * (first + Anchor));
        using var detector = file.Load();

        var face = Assert.Single(detector.Detect(new RgbImage(256, 128)));

        Assert.Equal("BlazeFace", detector.Architecture);
        Assert.Equal(0.8, face.Score, 1e-6);
        // Twice as large, with 32 rows above: (56, 72) + (4, -2) is (120, 76) in the image.
        Assert.Equal(88, face.Box.Left, Tolerance);
        Assert.Equal(60, face.Box.Top, Tolerance);
        Assert.Equal(152, face.Box.Right, Tolerance);
        Assert.Equal(92, face.Box.Bottom, Tolerance);
        Assert.Equal(95.5, face.FivePoints[0].X, Tolerance);
        Assert.Equal(71.5, face.FivePoints[0].Y, Tolerance);
        Assert.Equal(127.5, face.FivePoints[1].X, Tolerance);
        Assert.Equal(79.5, face.FivePoints[2].Y, Tolerance);
    }

    [Fact]
    public void Corners_of_the_mouth_are_estimated_from_its_middle_and_the_eyes()
    {
        var file = SyntheticDetectors.BlazeFace();
        file["score_384"][Anchor] = 5;
        Numbers.CopyTo(file["box_384"], 16 * Anchor);
        using var detector = file.Load();

        var points = Assert.Single(detector.Detect(new RgbImage(128, 128))).FivePoints;

        // The eyes are 16 apart; 0.414 of it to both sides of (56, 78).
        Assert.Equal(55.5 - 6.624, points[3].X, Tolerance);
        Assert.Equal(55.5 + 6.624, points[4].X, Tolerance);
        Assert.Equal(77.5, points[3].Y, Tolerance);
        Assert.Equal(77.5, points[4].Y, Tolerance);
    }

    [Fact]
    public void Anchors_of_one_face_are_averaged_by_score()
    {
        var file = SyntheticDetectors.BlazeFace();
        (file["score_384"][Anchor], file["score_384"][Anchor - 1]) = (MathF.Log(4), MathF.Log(1.5f)); // 0.8 and 0.6
        Numbers.CopyTo(file["box_384"], 16 * Anchor);
        Numbers.CopyTo(file["box_384"], 16 * (Anchor - 1));
        file["box_384"][16 * (Anchor - 1)] += 7;
        using var detector = file.Load();

        var face = Assert.Single(detector.Detect(new RgbImage(128, 128)));

        Assert.Equal(0.8, face.Score, 1e-6);
        Assert.Equal(44 + 3, face.Box.Left, Tolerance); // 7 pixels times 0.6 / 1.4
    }
}
