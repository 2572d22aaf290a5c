using System.Numerics;
using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Tests.Networks;

/// <summary>YuNet's outputs, with boxes computed by hand.</summary>
public sealed class YuNetTests
{
    private const float Tolerance = 1e-3f; // of exponentials in single precision, in pixels

    [Fact]
    public void A_cell_of_the_first_stride_becomes_a_face()
    {
        var file = SyntheticDetectors.YuNet();
        const int Cell = (2 * 8) + 3; // row 2, column 3
        file["cls_8"][Cell] = 0.8f;
        file["obj_8"][Cell] = 0.45f;
        float[] box = [0.5f, 0.25f, MathF.Log(2), MathF.Log(3)];
        box.CopyTo(file["bbox_8"], 4 * Cell);
        float[] points = [0, 0, 1, 0, 0.5f, 0.5f, 0, 1, 1, 1];
        points.CopyTo(file["kps_8"], 10 * Cell);
        using var detector = file.Load(new OnnxDetectorOptions { ScoreThreshold = 0.59 });

        var face = Assert.Single(detector.Detect(new RgbImage(64, 64)));

        Assert.Equal("YuNet", detector.Architecture);
        Assert.Equal(0.6, face.Score, 1e-6); // the root of 0.8 times 0.45
        // The middle is (3.5, 2.25) cells of 8 pixels, the size 2 and 3 cells.
        Assert.Equal(20, face.Box.Left, Tolerance);
        Assert.Equal(6, face.Box.Top, Tolerance);
        Assert.Equal(36, face.Box.Right, Tolerance);
        Assert.Equal(30, face.Box.Bottom, Tolerance);
        Assert.Equal([new(24, 16), new(32, 16), new(28, 20), new(24, 24), new(32, 24)], face.FivePoints.AsEnumerable());
    }

    [Fact]
    public void Cells_of_the_other_strides_are_larger()
    {
        var file = SyntheticDetectors.YuNet();
        (file["cls_16"][6], file["obj_16"][6]) = (0.81f, 1); // row 1, column 2
        (file["cls_32"][1], file["obj_32"][1]) = (1, 1); // row 0, column 1
        using var detector = file.Load();

        var faces = detector.Detect(new RgbImage(64, 64));

        Assert.Equal([1, 0.9], faces.Select(face => Math.Round(face.Score, 6)));
        Assert.Equal(new FaceBox(-16, 16, 16, 48), faces[0].Box);
        Assert.Equal(new FaceBox(8, 24, 24, 40), faces[1].Box);
    }

    [Fact]
    public void Probabilities_beyond_their_range_are_cut_and_what_is_no_number_is_left_out()
    {
        var file = SyntheticDetectors.YuNet();
        (file["cls_8"][0], file["obj_8"][0]) = (7, 1.5f);
        (file["cls_8"][20], file["obj_8"][20]) = (float.NaN, 1);
        (file["cls_8"][40], file["obj_8"][40]) = (1, 1);
        file["bbox_8"][(4 * 40) + 2] = 1000; // a width of e to the 1000th
        using var detector = file.Load();

        var face = Assert.Single(detector.Detect(new RgbImage(64, 64)));

        Assert.Equal(1, face.Score);
        Assert.Equal(new FaceBox(-4, -4, 4, 4), face.Box);
    }

    [Fact]
    public void A_large_image_is_shrunk_and_what_is_found_grows_back()
    {
        var file = SyntheticDetectors.YuNet();
        (file["cls_8"][9], file["obj_8"][9]) = (1, 1); // row 1, column 1: middle (8, 8), 8 pixels wide
        using var detector = file.Load();

        var face = Assert.Single(detector.Detect(new RgbImage(256, 128)));

        Assert.Equal(new FaceBox(16, 16, 48, 48), face.Box);
        // 8.5 pixels from the edge become 34, which is the middle of pixel 33.5.
        Assert.Equal(new Vector2(33.5f), face.FivePoints[0]);
    }

    [Fact]
    public void A_network_of_any_size_is_given_a_multiple_of_its_coarsest_stride()
    {
        var file = SyntheticDetectors.YuNet(takesAnySize: true);
        (file["cls_32"][3], file["obj_32"][3]) = (1, 1); // row 1, column 1
        using var detector = file.Load();

        var face = Assert.Single(detector.Detect(new RgbImage(41, 33)));

        Assert.Equal(new FaceBox(16, 16, 48, 48), face.Box);
    }

    [Fact]
    public void Outputs_of_another_size_than_the_input_needs_are_refused()
    {
        using var detector = SyntheticDetectors.YuNet(takesAnySize: true).Load();

        var error = Assert.Throws<CheckpointException>(() => detector.Detect(new RgbImage(100, 100)));

        Assert.Contains("expected 256 x 1 numbers in output cls_8, got 64", error.Message, StringComparison.Ordinal);
    }
}
