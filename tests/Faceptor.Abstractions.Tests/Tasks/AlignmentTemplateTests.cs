namespace Faceptor.Abstractions.Tests.Tasks;

public sealed class AlignmentTemplateTests
{
    private static readonly AlignmentTemplate[] All =
    [
        AlignmentTemplate.ArcFace, AlignmentTemplate.LooseArcFace, AlignmentTemplate.CelebA,
        AlignmentTemplate.CelebAHq, AlignmentTemplate.LaPa,
    ];

    [Fact]
    public void ArcFace_has_its_published_points()
    {
        var points = AlignmentTemplate.ArcFace.PointsPx(112, 112);

        Assert.Equal(38.2946f, points[0].X);
        Assert.Equal(92.2041f, points[4].Y);
    }

    [Fact]
    public void Every_template_has_five_points_in_the_order_of_the_viewer()
    {
        Assert.All(All, template =>
        {
            var points = template.Points;
            Assert.Equal(AlignmentTemplate.NumPoints, points.Length);
            Assert.True(points[0].X < points[2].X && points[2].X < points[1].X, template.Name);
            Assert.True(points[0].Y < points[2].Y && points[2].Y < points[3].Y, template.Name);
            Assert.True(points[3].X < points[4].X, template.Name);
        });
    }

    [Fact]
    public void Points_scale_with_the_canvas()
    {
        Assert.All(All, template => Assert.All(
            template.PointsPx(2 * template.WidthPx, 2 * template.HeightPx)
                .Zip(template.PointsPx(template.WidthPx, template.HeightPx)),
            pair =>
            {
                Assert.Equal(2 * pair.Second.X, pair.First.X, 1e-3f);
                Assert.Equal(2 * pair.Second.Y, pair.First.Y, 1e-3f);
            }));
    }
}
