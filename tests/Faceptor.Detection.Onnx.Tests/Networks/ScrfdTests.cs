using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Tests.Networks;

/// <summary>SCRFD's outputs, with boxes computed by hand.</summary>
public sealed class ScrfdTests
{
    [Fact]
    public void An_anchor_becomes_a_face()
    {
        var file = SyntheticDetectors.Scrfd();
        const int Anchor = (((1 * 4) + 2) * 2) + 1; // row 1, column 2 of stride 16, the second of the cell
        file["score_16"][Anchor] = 0.75f;
        float[] box = [1, 0.5f, 0.25f, 1.5f];
        box.CopyTo(file["box_16"], 4 * Anchor);
        float[] points = [-0.5f, 0, 0, 0, -0.25f, 0.5f, -0.5f, 1, 0, 1];
        points.CopyTo(file["point_16"], 10 * Anchor);
        using var detector = file.Load();

        var face = Assert.Single(detector.Detect(new RgbImage(64, 64)));

        Assert.Equal("SCRFD", detector.Architecture);
        Assert.Equal(0.75, face.Score);
        // From (32, 16): one cell to the left, half up, a quarter to the right, one and a half down.
        Assert.Equal(new FaceBox(8, 16, 40, 36), face.Box);
        Assert.Equal([new(24, 16), new(32, 16), new(28, 24), new(24, 32), new(32, 32)], face.FivePoints.AsEnumerable());
    }

    [Fact]
    public void Without_points_there_are_boxes_alone()
    {
        var file = SyntheticDetectors.Scrfd(hasPoints: false);
        file["score_32"][7] = 0.5f; // row 1, column 1, the second anchor
        float[] box = [1, 1, 1, 1];
        box.CopyTo(file["box_32"], 4 * 7);
        using var detector = file.Load();

        var face = Assert.Single(detector.Detect(new RgbImage(64, 64)));

        Assert.Equal(new FaceBox(0, 0, 64, 64), face.Box);
        Assert.Empty(face.FivePoints);
    }

    [Fact]
    public void Two_anchors_of_a_cell_are_one_face()
    {
        var file = SyntheticDetectors.Scrfd();
        (file["score_8"][18], file["score_8"][19]) = (0.7f, 0.9f);
        Array.Fill(file["box_8"], 1);
        using var detector = file.Load();

        var face = Assert.Single(detector.Detect(new RgbImage(64, 64)));

        Assert.Equal(0.9, face.Score, 1e-6);
    }
}
