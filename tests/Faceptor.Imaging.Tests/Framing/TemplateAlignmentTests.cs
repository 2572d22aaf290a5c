using System.Numerics;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests.Framing;

public sealed class TemplateAlignmentTests
{
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
