using System.Numerics;
using Faceptor.Core.Tasks;
using Faceptor.Data.Geometry;

namespace Faceptor.Data.Tests.Geometry;

public sealed class AlignmentTemplateTests
{
    [Fact]
    public void ArcFace_has_its_published_points()
    {
        var points = AlignmentTemplate.ArcFace.PointsPx(112, 112);

        Assert.Equal(38.2946f, points[0].X, 1e-4f);
        Assert.Equal(92.2041f, points[4].Y, 1e-4f);
    }

    [Fact]
    public void Align_brings_a_moved_face_back_onto_the_template()
    {
        var template = AlignmentTemplate.CelebA;
        var target = template.PointsPx(178, 218);
        var moved = target
            .Select(AffineTransform.Jitter(0.4, 2.5, new Vector2(30, -70), new Vector2(89, 109)).Apply)
            .ToArray();

        var align = template.Align(moved, 178, 218);

        Assert.All(
            moved.Zip(target),
            pair => Assert.InRange(Vector2.Distance(align.Apply(pair.First), pair.Second), 0, 1e-3f));
    }

    [Fact]
    public void Every_template_has_five_points_in_the_order_of_the_viewer()
    {
        Assert.All([AlignmentTemplate.ArcFace, AlignmentTemplate.CelebA, AlignmentTemplate.CelebAHq], template =>
        {
            var points = template.Points;
            Assert.Equal(AlignmentTemplate.NumPoints, points.Length);
            Assert.True(points[0].X < points[2].X && points[2].X < points[1].X, template.Name);
            Assert.True(points[0].Y < points[2].Y && points[2].Y < points[3].Y, template.Name);
            Assert.True(points[3].X < points[4].X, template.Name);
        });
    }

    [Fact]
    public void LaPa_has_the_released_points_at_every_size()
    {
        var expected = Golden.Points("five_points_target");

        var align = AlignmentTemplate.LaPa.AlignCenters(Golden.Points("five_points"), Golden.SidePx);

        Golden.AssertNear(Golden.Matrix("similarity_matrix"), align, 2e-5);
        Assert.All(
            expected.Zip(AlignmentTemplate.LaPa.PointsPx(Golden.SidePx - 1, Golden.SidePx - 1)),
            pair => Assert.InRange(Vector2.Distance(pair.First, pair.Second), 0, 1e-4f));
    }
}
