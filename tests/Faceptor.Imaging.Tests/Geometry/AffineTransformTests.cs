using System.Numerics;
using CsCheck;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests.Geometry;

public sealed class AffineTransformTests
{
    // The reference stores its matrices in single precision.
    private const double MatrixTolerance = 2e-5;

    private static readonly Gen<AffineTransform> Jitters =
        Gen.Select(Gen.Double[-3, 3], Gen.Double[0.3, 3], Gen.Single[-50, 50], Gen.Single[-50, 50])
            .Select((rotation, scale, x, y) =>
                AffineTransform.Jitter(rotation, scale, new Vector2(x, y), new Vector2(y, x)));

    private static readonly Gen<Vector2> Points =
        Gen.Select(Gen.Single[-300, 300], Gen.Single[-300, 300]).Select((x, y) => new Vector2(x, y));

    [Fact]
    public void Crop_agrees_with_the_released_matrix()
    {
        var box = Golden.Arrays.Floats("box_y1x1y2x2");

        var crop = AffineTransform.Crop(new FaceBox(box[0], box[1], box[2], box[3]), Golden.SidePx);

        Golden.AssertNear(Golden.Matrix("crop_matrix"), crop, MatrixTolerance);
    }

    [Fact]
    public void Jitter_agrees_with_the_released_matrix()
    {
        var jitter = AffineTransform.Jitter(0.13, 0.83, new Vector2(3, -2), new Vector2((Golden.SidePx - 1) / 2f));

        Golden.AssertNear(Golden.Matrix("jitter_matrix_rot0.13_scale0.83_shift3_-2"), jitter, MatrixTolerance);
        Golden.AssertNear(
            Golden.Matrix("jittered_crop_matrix"),
            Golden.Matrix("crop_matrix").Then(jitter),
            MatrixTolerance);
    }

    [Fact]
    public void Similarity_agrees_with_the_released_matrix()
    {
        var similarity = AffineTransform.Similarity(Golden.Points("five_points"), Golden.Points("five_points_target"));

        Golden.AssertNear(Golden.Matrix("similarity_matrix"), similarity, MatrixTolerance);
    }

    [Fact]
    public void A_transform_and_its_inverse_is_identity()
    {
        Gen.Select(Jitters, Points).Sample((transform, point) =>
            Vector2.Distance(transform.Then(transform.Inverse).Apply(point), point) < 1e-3
            && Vector2.Distance(transform.Inverse.Apply(transform.Apply(point)), point) < 1e-3);
    }

    [Fact]
    public void Then_applies_one_after_the_other()
    {
        Gen.Select(Jitters, Jitters, Points).Sample((first, second, point) =>
            Vector2.Distance(first.Then(second).Apply(point), second.Apply(first.Apply(point))) < 1e-2);
    }

    [Fact]
    public void Similarity_finds_the_transform_that_moved_the_points()
    {
        Gen.Select(Jitters, Points.Array[5]).Sample((transform, points) =>
        {
            var found = AffineTransform.Similarity(points, points.Select(transform.Apply).ToArray());

            return points.All(point => Vector2.Distance(found.Apply(point), transform.Apply(point)) < 1e-2);
        });
    }

    [Fact]
    public void Mirror_twice_is_identity()
    {
        Gen.Select(Gen.Int[1, 500], Points).Sample((width, point) =>
            AffineTransform.Mirror(width).Then(AffineTransform.Mirror(width)).Apply(point) == point);
    }

    [Fact]
    public void Scale_keeps_the_edges_of_the_picture()
    {
        var scale = AffineTransform.Scale(100, 50, 200, 25);

        Assert.Equal(new Vector2(-0.5f, -0.5f), scale.Apply(new Vector2(-0.5f, -0.5f)));
        Assert.Equal(new Vector2(199.5f, 24.5f), scale.Apply(new Vector2(99.5f, 49.5f)));
    }

    [Fact]
    public void What_cannot_work_is_refused()
    {
        Assert.Throws<ArgumentException>(() => AffineTransform.Crop(new FaceBox(5, 5, 5, 9), 10));
        Assert.Throws<ArgumentException>(
            () => AffineTransform.Similarity([Vector2.One, Vector2.One], [Vector2.One, Vector2.Zero]));
        Assert.Throws<ArgumentException>(() => AffineTransform.Similarity([Vector2.One, Vector2.Zero], [Vector2.One]));
        Assert.Throws<InvalidOperationException>(() => new AffineTransform(1, 1, 0, 1, 1, 0).Inverse);
    }

    [Fact]
    public void Its_text_ends()
    {
        Assert.Equal("[0.25 0 -0.375; 0 0.25 -0.375]", AffineTransform.Scale(256, 256, 64, 64).ToString());
    }
}
